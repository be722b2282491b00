package dev.sendoff.state;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.schemas.WireFormat;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Pages of dead letters out of several partitions, those given up last first. */
public final class LetterList {

    private LetterList() {}

    /**
     * What a page shows.
     *
     * @param redriven whether it has been put in again; null for either
     * @param before only letters below this key; null for all
     */
    public record Filter(
            LetterSelection selection,
            @Nullable Boolean redriven,
            @Nullable Bytes before) {

        boolean shows(DeliveryState letter) {
            return letter.isLetter()
                    && selection.selects(letter)
                    && (redriven == null || redriven == letter.hasCome(Delivery.Kind.REDRIVE));
        }

        private @Nullable Bytes from() {
            return selection.since() == null ? null : LetterKey.from(selection.since());
        }

        private @Nullable Bytes end() {
            Bytes end = selection.until() == null ? null : LetterKey.from(selection.until());
            return end == null || (before != null && before.compareTo(end) < 0) ? before : end;
        }
    }

    /** One partition: its letters, and the states of which they are. */
    public record Partition(
            ReadOnlyKeyValueStore<Bytes, byte[]> letters, ReadOnlyKeyValueStore<Bytes, byte[]> states) {}

    /** At most {@code limit} letters; fewer, with a place to go on from, if {@code maxScanned} were looked at. */
    public static StateList.Page page(
            List<Partition> partitions, Filter filter, int limit, int maxScanned, WireFormat wire) {
        List<DeliveryState> shown = new ArrayList<>();
        Bytes from = filter.from();
        Bytes end = filter.end();
        if (from != null && end != null && from.compareTo(end) >= 0) {
            return new StateList.Page(shown, null);
        }
        Bytes last = null;
        int scanned = 0;
        List<ReadOnlyKeyValueStore<Bytes, byte[]>> letters = new ArrayList<>();
        partitions.forEach(partition -> letters.add(partition.letters()));
        try (NewestFirst entries = new NewestFirst(letters, from, end)) {
            while (true) {
                NewestFirst.Entry entry = entries.next();
                if (entry == null) {
                    return new StateList.Page(shown, null);
                }
                if (shown.size() == limit || scanned == maxScanned) {
                    return new StateList.Page(shown, last);
                }
                scanned++;
                last = entry.key();
                // It may have been removed since.
                byte[] value = partitions.get(entry.store()).states().get(StateKey.of(LetterKey.id(entry.key())));
                DeliveryState letter = value == null ? null : wire.deliveryState(value);
                if (letter != null && filter.shows(letter)) {
                    shown.add(letter);
                }
            }
        }
    }
}
