package dev.sendoff.state;

import dev.sendoff.core.DeliveryState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which states of one partition are dead letters. They are few among many, and whoever looks for them should not have to
 * look at all. For one thread.
 */
final class LetterIndex {

    private static final byte[] NOTHING = {};

    private final KeyValueStore<Bytes, byte[]> store;

    /** What lies before it are deleted entries, slow to walk over. Null at the begin of the store. */
    private @Nullable Bytes first;

    LetterIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void heard(@Nullable DeliveryState before, DeliveryState after) {
        Bytes was = before == null || !before.isLetter() ? null : LetterKey.of(before);
        Bytes is = after.isLetter() ? LetterKey.of(after) : null;
        if (Objects.equals(was, is)) {
            return;
        }
        if (was != null) {
            store.delete(was);
        }
        if (is != null) {
            store.put(is, NOTHING);
            if (first != null && is.compareTo(first) < 0) {
                first = is;
            }
        }
    }

    /** Removes what was given up before {@code time}, the oldest first and so many at the most. */
    void forget(Instant time, int atMost) {
        Bytes end = LetterKey.from(time);
        if (first != null && first.compareTo(end) >= 0) {
            return;
        }
        List<Bytes> old = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> letters = store.range(first, end)) {
            while (letters.hasNext() && old.size() < atMost) {
                old.add(letters.next().key);
            }
        }
        old.forEach(store::delete);
        first = old.size() < atMost ? end : old.getLast();
    }
}
