package dev.sendoff.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Success;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    private final KeyValueStore<Bytes, byte[]> store = MemoryStore.open();
    private final Retention retention = new Retention(WEEK, Duration.ofMinutes(1));
    private final Random random = new Random(5);

    @Test
    void looksAtNoMoreThanItMayAtATurn() {
        for (int i = 0; i < 25; i++) {
            add(generated(NOW.minus(Duration.ofDays(9))), true, NOW.minus(Duration.ofDays(8)));
        }
        assertThat(turn(10)).hasSize(10);
        assertThat(turn(10)).hasSize(10);
        assertThat(turn(10)).hasSize(5);
        assertThat(store.approximateNumEntries()).isZero();
    }

    @Test
    void passesOverTheYoungWithoutLookingAtThem() {
        for (int i = 0; i < 100; i++) {
            add(generated(NOW.minusSeconds(i)), true, NOW);
        }
        Bytes foreign = add(new RequestId(new UUID(-1L, -1L)), true, NOW.minus(Duration.ofDays(8)));
        assertThat(turn(5)).isEmpty();
        assertThat(turn(5)).as("the ids of others").containsExactly(foreign);
    }

    @Test
    void comesBackToWhatHadNotEnded() {
        RequestId id = generated(NOW.minus(Duration.ofDays(9)));
        Bytes key = add(id, false, NOW);
        assertThat(turn(10)).isEmpty();
        add(id, true, NOW.minus(Duration.ofDays(8)));
        assertThat(turn(10)).as("within the same minute").isEmpty();
        assertThat(retention.ended(store, this::decode, NOW.plusSeconds(61), 10))
                .containsExactly(key);
    }

    /** Whatever comes when and in which order: in the end exactly what ended long ago is gone. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void leavesNothingThatEndedLongAgo(long seed) {
        Random chance = new Random(seed);
        Instant now = NOW;
        Set<Bytes> toStay = new HashSet<>();
        for (int step = 0; step < 400; step++) {
            now = now.plusSeconds(chance.nextInt(120));
            Instant accepted = now.minus(Duration.ofHours(chance.nextInt(400)));
            RequestId id = chance.nextInt(4) == 0
                    ? new RequestId(new UUID(chance.nextLong() & ~0xF000L | 0x4000L, chance.nextLong()))
                    : generated(accepted);
            Bytes key = add(id, chance.nextBoolean(), accepted.plusSeconds(chance.nextInt(60)));
            retention.added(key);
            for (Bytes gone : retention.ended(store, this::decode, now, 1 + chance.nextInt(20))) {
                store.delete(gone);
            }
        }
        for (int turn = 0; turn < 200; turn++) {
            now = now.plusSeconds(61);
            for (Bytes gone : retention.ended(store, this::decode, now, 50)) {
                store.delete(gone);
            }
        }
        Instant limit = now.minus(WEEK);
        try (var all = store.all()) {
            while (all.hasNext()) {
                DeliveryState left = decode(all.next().value);
                assertThat(left.endedAt() == null || !left.endedAt().isBefore(limit))
                        .as("seed %d: %s", seed, left)
                        .isTrue();
                toStay.add(StateKey.of(left.id()));
            }
        }
        assertThat(toStay).as("seed %d", seed).hasSizeGreaterThan(100);
    }

    @Test
    void whatIsKnownByADeliveryAloneGoesAWeekAfterThat() {
        Bytes old = addDelivery(NOW.minus(WEEK).minusSeconds(60));
        Bytes young = addDelivery(NOW.minus(WEEK).plusSeconds(60));
        assertThat(turn(100)).contains(old).doesNotContain(young);
    }

    /** Of an invocation whose state was forgotten before its delivery came to its end. */
    private Bytes addDelivery(Instant at) {
        RequestId id = generated(NOW.minus(WEEK).minus(WEEK));
        Delivery delivery = new Delivery(
                id,
                "f",
                Delivery.Kind.ON_FAILURE,
                "https://example.org/",
                Delivery.Status.FAILED,
                at,
                null,
                3,
                null,
                null);
        int number = states.size();
        states.put(number, DeliveryState.first(new DeliveryFact.Forwarded(delivery, 0)));
        store.put(StateKey.of(id), Integer.toString(number).getBytes(UTF_8));
        return StateKey.of(id);
    }

    private List<Bytes> turn(int maxScanned) {
        List<Bytes> ended = new ArrayList<>(retention.ended(store, this::decode, NOW, maxScanned));
        ended.forEach(store::delete);
        return ended;
    }

    private RequestId generated(Instant time) {
        return RequestId.generate(0, time, random);
    }

    private final Map<Integer, DeliveryState> states = new HashMap<>();

    private Bytes add(RequestId id, boolean ended, Instant endedAt) {
        Invocation invocation = Invocation.accepted(id, "f", null, "{}", endedAt, null);
        DeliveryState state = DeliveryState.first(new DeliveryFact.Queued(invocation, 0, 1L));
        if (ended) {
            state = state.apply(new DeliveryFact.Succeeded(
                    Success.of(invocation, new Attempt(1, endedAt, endedAt, false, null), "1", Aftermath.NONE), 0));
        }
        int number = states.size();
        states.put(number, state);
        store.put(StateKey.of(id), Integer.toString(number).getBytes(UTF_8));
        return StateKey.of(id);
    }

    private DeliveryState decode(byte[] value) {
        return states.get(Integer.parseInt(new String(value, UTF_8)));
    }
}
