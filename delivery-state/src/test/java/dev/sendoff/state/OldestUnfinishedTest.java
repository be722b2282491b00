package dev.sendoff.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Success;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import dev.sendoff.state.OldestUnfinished.Oldest;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.time.Instant;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OldestUnfinishedTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), new MockSchemaRegistryClient());
    private final KeyValueStore<Bytes, byte[]> states = MemoryStore.open();
    private final OldestUnfinished oldest = new OldestUnfinished(wire);
    private final Random random = new Random(1);

    @BeforeEach
    void register() throws IOException {
        wire.register();
    }

    @Test
    void findsTheOldestOfTheFunction() {
        add("hello", NOW.minusSeconds(900), true);
        add("other", NOW.minusSeconds(800), false);
        add("hello", NOW.minusSeconds(700), false);
        add("hello", NOW.minusSeconds(600), false);
        assertThat(find(100)).isEqualTo(new Oldest(NOW.minusSeconds(700), true));
    }

    @Test
    void saysThatItHasNotLookedAtAllAndGoesOnWhenAskedAgain() {
        for (int i = 0; i < 25; i++) {
            add("hello", NOW.minusSeconds(900 - i), true);
        }
        add("hello", NOW.minusSeconds(700), false);
        assertThat(find(10)).isEqualTo(new Oldest(null, false));
        assertThat(find(10)).isEqualTo(new Oldest(null, false));
        assertThat(find(10)).isEqualTo(new Oldest(NOW.minusSeconds(700), true));
    }

    @Test
    void findsWhatIsTakenUpOutOfOrder() {
        add("hello", NOW.minusSeconds(1), true);
        assertThat(find(10)).isEqualTo(Oldest.NONE);
        add("hello", NOW.minusSeconds(30), false);
        assertThat(find(10)).isEqualTo(new Oldest(NOW.minusSeconds(30), true));
    }

    private Oldest find(int maxScanned) {
        return oldest.find("hello", 0, states, NOW, maxScanned);
    }

    private void add(String function, Instant acceptedAt, boolean ended) {
        Invocation invocation =
                Invocation.accepted(RequestId.generate(0, acceptedAt, random), function, null, "{}", acceptedAt, null);
        DeliveryState state = DeliveryState.first(new DeliveryFact.Queued(invocation, 0, 1L));
        if (ended) {
            state = state.apply(new DeliveryFact.Succeeded(
                    Success.of(invocation, new Attempt(1, acceptedAt, acceptedAt, false, null), "1", Aftermath.NONE),
                    0));
        }
        states.put(StateKey.of(invocation.id()), wire.deliveryState(state));
    }
}
