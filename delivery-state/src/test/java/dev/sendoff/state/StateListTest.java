package dev.sendoff.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.DeliveryState.Status;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import dev.sendoff.state.StateList.Filter;
import dev.sendoff.state.StateList.Page;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StateListTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), new MockSchemaRegistryClient());
    private final List<KeyValueStore<Bytes, byte[]>> partitions =
            List.of(MemoryStore.open(), MemoryStore.open(), MemoryStore.open());
    private final List<RequestId> newestFirst = new ArrayList<>();

    @BeforeEach
    void fill() throws IOException {
        wire.register();
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            int partition = random.nextInt(3);
            RequestId id = RequestId.generate(partition, T0.plusMillis(i), random);
            Invocation invocation =
                    Invocation.accepted(id, i % 3 == 0 ? "third" : "hello", null, "{}", T0.plusMillis(i), null);
            DeliveryState state = DeliveryState.first(new DeliveryFact.Queued(invocation, partition, (long) i));
            partitions.get(partition).put(StateKey.of(id), wire.deliveryState(state));
            newestFirst.addFirst(id);
        }
    }

    @Test
    void mergesPartitionsNewestFirst() {
        Page page = page(new Filter(null, null, null, null), 1000, 1000);
        assertThat(page.states()).extracting(DeliveryState::id).isEqualTo(newestFirst);
        assertThat(page.next()).isNull();
    }

    @Test
    void goesOnWhereThePageBeforeEnded() {
        List<RequestId> seen = new ArrayList<>();
        Bytes cursor = null;
        int pages = 0;
        do {
            Page page = page(new Filter(null, null, null, cursor), 7, 1000);
            page.states().forEach(state -> seen.add(state.id()));
            cursor = page.next();
            pages++;
        } while (cursor != null);
        assertThat(seen).isEqualTo(newestFirst);
        assertThat(pages).isEqualTo(5);
    }

    @Test
    void showsOnlyWhatIsAskedFor() {
        assertThat(page(new Filter("third", null, null, null), 1000, 1000).states())
                .hasSize(10)
                .allSatisfy(state -> assertThat(state.function()).isEqualTo("third"));
        assertThat(page(new Filter(null, Status.SUCCEEDED, null, null), 1000, 1000)
                        .states())
                .isEmpty();
        assertThat(page(new Filter(null, null, T0.plusMillis(20), null), 1000, 1000)
                        .states())
                .extracting(DeliveryState::id)
                .isEqualTo(newestFirst.subList(0, 10));
    }

    @Test
    void endsAPageThatHasLookedAtEnoughWithAPlaceToGoOnFrom() {
        Page first = page(new Filter("nobody", null, null, null), 10, 20);
        assertThat(first.states()).isEmpty();
        assertThat(first.next()).isEqualTo(StateKey.of(newestFirst.get(19)));
        Page second = page(new Filter("nobody", null, null, first.next()), 10, 20);
        assertThat(second.next()).isNull();
    }

    private Page page(Filter filter, int limit, int maxScanned) {
        return StateList.page(
                List.<ReadOnlyKeyValueStore<Bytes, byte[]>>copyOf(partitions), filter, limit, maxScanned, wire);
    }
}
