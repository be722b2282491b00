package dev.sendoff.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import dev.sendoff.state.LetterList.Filter;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LetterListTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final int LETTERS = 30;

    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), new MockSchemaRegistryClient());
    private final List<KeyValueStore<Bytes, byte[]>> states = List.of(MemoryStore.open(), MemoryStore.open());
    private final List<KeyValueStore<Bytes, byte[]>> letters = List.of(MemoryStore.open(), MemoryStore.open());

    /** The first is that given up last, which was accepted first. */
    private final List<RequestId> lastFirst = new ArrayList<>();

    @BeforeEach
    void fill() throws IOException {
        wire.register();
        Random random = new Random(1);
        for (int i = 0; i < LETTERS; i++) {
            int partition = random.nextInt(2);
            RequestId id = RequestId.generate(partition, T0.minusMillis(i), random);
            Invocation invocation =
                    Invocation.accepted(id, i % 3 == 0 ? "third" : "hello", null, "{}", T0.minusMillis(i), null);
            DeadLetter letter = DeadLetter.of(
                    invocation,
                    null,
                    new Disposition.DeadLetter(DeadLetterReason.EVENT_AGE_EXCEEDED, "too old"),
                    Aftermath.NONE,
                    T0.plusMillis(i));
            DeliveryState state = DeliveryState.first(new DeliveryFact.GivenUp(letter, partition, (long) i));
            if (i == 0) {
                state = state.apply(new DeliveryFact.Forwarded(redrive(id), partition));
            }
            states.get(partition).put(StateKey.of(id), wire.deliveryState(state));
            new LetterIndex(letters.get(partition)).heard(null, state);
            lastFirst.addFirst(id);
        }
    }

    private static Delivery redrive(RequestId id) {
        return new Delivery(
                id,
                "third",
                Delivery.Kind.REDRIVE,
                "arn",
                Delivery.Status.PENDING,
                T0,
                RequestId.comeOf(id, "redrive", 0, T0),
                0,
                null,
                null);
    }

    @Test
    void mergesPartitionsTheLastGivenUpFirst() {
        assertThat(ids(page(LetterSelection.ALL, null, null, 1000, 1000))).isEqualTo(lastFirst);
    }

    @Test
    void goesOnWhereThePageBeforeEnded() {
        List<RequestId> seen = new ArrayList<>();
        Bytes cursor = null;
        do {
            StateList.Page page = page(LetterSelection.ALL, null, cursor, 7, 1000);
            seen.addAll(ids(page));
            cursor = page.next();
        } while (cursor != null);
        assertThat(seen).isEqualTo(lastFirst);
    }

    @Test
    void looksOnlyAtTheTimeThatIsAskedFor() {
        LetterSelection tenToTwenty = new LetterSelection(null, null, null, T0.plusMillis(10), T0.plusMillis(20), null);
        StateList.Page page = page(tenToTwenty, null, null, 1000, 10);
        assertThat(ids(page)).isEqualTo(lastFirst.subList(10, 20));
        assertThat(page.next()).isNull();
        assertThat(ids(page(
                        new LetterSelection(null, null, null, T0.plusMillis(20), T0.plusMillis(10), null),
                        null,
                        null,
                        10,
                        10)))
                .isEmpty();
    }

    @Test
    void showsOnlyWhatIsSelected() {
        LetterSelection third = new LetterSelection("third", null, null, null, null, null);
        assertThat(ids(page(third, null, null, 1000, 1000))).hasSize(10);
        assertThat(ids(page(third, true, null, 1000, 1000))).containsExactly(lastFirst.getLast());
        assertThat(ids(page(third, false, null, 1000, 1000))).hasSize(9);
    }

    @Test
    void endsAPageThatHasLookedAtEnoughWithAPlaceToGoOnFrom() {
        LetterSelection nobody = new LetterSelection("nobody", null, null, null, null, null);
        StateList.Page first = page(nobody, null, null, 10, 20);
        assertThat(first.states()).isEmpty();
        assertThat(first.next()).isNotNull();
        assertThat(page(nobody, null, first.next(), 10, 20).next()).isNull();
    }

    @Test
    void passesOverALetterWhoseStateIsGone() {
        RequestId gone = lastFirst.getFirst();
        states.forEach(partition -> partition.delete(StateKey.of(gone)));
        assertThat(ids(page(LetterSelection.ALL, null, null, 1000, 1000))).isEqualTo(lastFirst.subList(1, LETTERS));
    }

    private static List<RequestId> ids(StateList.Page page) {
        return page.states().stream().map(DeliveryState::id).toList();
    }

    private StateList.Page page(LetterSelection selection, Boolean redriven, Bytes before, int limit, int maxScanned) {
        List<LetterList.Partition> partitions = List.of(
                new LetterList.Partition(letters.get(0), states.get(0)),
                new LetterList.Partition(letters.get(1), states.get(1)));
        return LetterList.page(partitions, new Filter(selection, redriven, before), limit, maxScanned, wire);
    }
}
