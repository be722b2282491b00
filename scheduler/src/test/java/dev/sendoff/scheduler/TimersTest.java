package dev.sendoff.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.RequestId;
import dev.sendoff.scheduler.Timers.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimersTest {

    private static final Turn UNBOUNDED = new Turn(Integer.MAX_VALUE, Long.MAX_VALUE);

    private final KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("timers"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    private final List<String> fired = new ArrayList<>();
    private long nanos;
    private Timers timers = new Timers(store, () -> nanos);

    @BeforeEach
    void open() {
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        store.init(context.getStateStoreContext(), store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void firesNothingBeforeItsTime() {
        schedule(1000, 1, "a");
        assertThat(fire(999, UNBOUNDED)).isZero();
        assertThat(fire(1000, UNBOUNDED)).isEqualTo(1);
        assertThat(fired).containsExactly("a");
        assertThat(fire(5000, UNBOUNDED)).as("once only").isZero();
    }

    @Test
    void firesTheEarliestFirstWhateverTheOrderOfTheirIds() {
        schedule(3000, 1, "third");
        schedule(1000, 9, "first");
        schedule(2000, 5, "second");
        fire(9999, UNBOUNDED);
        assertThat(fired).containsExactly("first", "second", "third");
    }

    @Test
    void endsATurnAtItsNumberAndGoesOnInTheNext() {
        for (int i = 0; i < 5; i++) {
            schedule(1000 + i, i, "t" + i);
        }
        assertThat(fire(2000, new Turn(2, Long.MAX_VALUE))).isEqualTo(2);
        assertThat(timers.nextDueMillis()).isEqualTo(1002);
        assertThat(fire(2000, new Turn(2, Long.MAX_VALUE))).isEqualTo(2);
        assertThat(fire(2000, new Turn(2, Long.MAX_VALUE))).isEqualTo(1);
        assertThat(fired).containsExactly("t0", "t1", "t2", "t3", "t4");
    }

    @Test
    void endsATurnThatTakesLongAfterOneTimerAtTheEarliest() {
        schedule(1000, 1, "a");
        schedule(1000, 2, "b");
        int count = timers.fireDue(2000, new Turn(100, 10), (key, value) -> {
            fired.add(text(value));
            nanos += 1_000;
        });
        assertThat(count).isEqualTo(1);
        assertThat(fire(2000, UNBOUNDED)).isEqualTo(1);
    }

    @Test
    void remembersNothingThatTheStoreDoesNotTell() {
        schedule(1000, 1, "a");
        schedule(2000, 2, "b");
        fire(1500, UNBOUNDED);
        timers = new Timers(store, () -> nanos);
        fire(1999, UNBOUNDED);
        fire(2000, UNBOUNDED);
        assertThat(fired).containsExactly("a", "b");
    }

    @Test
    void firesWhatIsScheduledAfterTheClockWentBack() {
        schedule(5000, 1, "a");
        fire(6000, UNBOUNDED);
        schedule(3000, 2, "behind");
        assertThat(fire(2999, UNBOUNDED)).isZero();
        fire(3000, UNBOUNDED);
        assertThat(fired).containsExactly("a", "behind");
    }

    @Test
    void keepsWhatAFiringTimerSchedules() {
        schedule(1000, 1, "a");
        timers.fireDue(1000, UNBOUNDED, (key, value) -> schedule(1500, 1, "again"));
        assertThat(timers.nextDueMillis()).isEqualTo(1500);
        fire(1500, UNBOUNDED);
        assertThat(fired).containsExactly("again");
    }

    /** Against a sorted map: what is due fires, in order, in the number that the turn allows; restarts in between. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void doesAsASortedMapDoes(long seed) {
        Random random = new Random(seed);
        TreeMap<TimerKey, String> model = new TreeMap<>((a, b) -> a.toBytes().compareTo(b.toBytes()));
        long now = 1_000_000;
        for (int step = 0; step < 2_000; step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3, 4 -> {
                    TimerKey key = new TimerKey(
                            now + random.nextInt(2_000), new RequestId(new UUID(random.nextLong(), random.nextLong())));
                    timers.schedule(key, ("s" + step).getBytes(StandardCharsets.UTF_8));
                    model.put(key, "s" + step);
                }
                case 5 -> now -= random.nextInt(100);
                case 6 -> timers = new Timers(store, () -> nanos);
                default -> {
                    now += random.nextInt(300);
                    Turn turn = new Turn(1 + random.nextInt(5), Long.MAX_VALUE);
                    fired.clear();
                    fire(now, turn);
                    List<String> expected = new ArrayList<>();
                    while (!model.isEmpty()
                            && model.firstKey().dueMillis() <= now
                            && expected.size() < turn.maxTimers()) {
                        expected.add(model.pollFirstEntry().getValue());
                    }
                    assertThat(fired).as("seed %d step %d", seed, step).isEqualTo(expected);
                }
            }
        }
        fired.clear();
        fire(Long.MAX_VALUE - 1, UNBOUNDED);
        assertThat(fired).as("seed %d", seed).isEqualTo(List.copyOf(model.values()));
        assertThat(store.approximateNumEntries()).isZero();
    }

    private void schedule(long due, long id, String value) {
        timers.schedule(new TimerKey(due, new RequestId(new UUID(id, id))), value.getBytes(StandardCharsets.UTF_8));
    }

    private int fire(long now, Turn turn) {
        return timers.fireDue(now, turn, (key, value) -> fired.add(text(value)));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
