package dev.sendoff.state.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Delivery;
import dev.sendoff.core.DeliveryFact;
import dev.sendoff.core.DeliveryState;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Success;
import dev.sendoff.state.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:30Z");

    private final KeyValueStore<Bytes, byte[]> store = MemoryStore.open();
    private final Random random = new Random(1);
    private FigureBook book = new FigureBook(store);

    @Test
    void countAnInvocationOnceOverItsLife() {
        Invocation invocation = accepted("hello", NOW);
        DeliveryState queued = hear(null, new DeliveryFact.Queued(invocation, 0, 1L), NOW);
        assertThat(figures("hello", NOW).backlog()).isEqualTo(1);
        hear(
                queued,
                new DeliveryFact.Succeeded(Success.of(invocation, attempt(1, 20, null), "1", Aftermath.NONE), 0),
                NOW);
        Figures figures = figures("hello", NOW);
        assertThat(figures.backlog()).isZero();
        assertThat(figures.total())
                .isEqualTo(new Figures.Total(
                        1, 1, Map.of(), 1, 0, 0, new Figures.Latency(1, 5, 5, 5), new Figures.Latency(1, 21, 21, 21)));
        assertThat(figures.lastHour()).isEqualTo(figures.total());
    }

    @Test
    void countTheSameThoughWhatCameOfItIsHeardFirst() {
        Invocation invocation = accepted("hello", NOW);
        Delivery delivery = new Delivery(
                invocation.id(),
                "hello",
                Delivery.Kind.ON_SUCCESS,
                "kafka://done",
                Delivery.Status.DELIVERED,
                NOW,
                null,
                1,
                null,
                null);
        DeliveryState known = hear(null, new DeliveryFact.Forwarded(delivery, 0), NOW);
        assertThat(figures("hello", NOW).backlog()).isZero();
        hear(
                known,
                new DeliveryFact.Succeeded(Success.of(invocation, attempt(1, 20, null), "1", Aftermath.NONE), 0),
                NOW);
        assertThat(figures("hello", NOW).backlog()).isZero();
        assertThat(figures("hello", NOW).total().accepted()).isEqualTo(1);
        assertThat(figures("hello", NOW).total().succeeded()).isEqualTo(1);
        assertThat(figures("hello", NOW).total().retries()).isZero();
        assertThat(figures(FigureBook.OTHERS, NOW).total().accepted()).isZero();
    }

    @Test
    void countDeadLettersByTheirReason() {
        Invocation invocation = accepted("broken", NOW);
        FunctionError error = new FunctionError("E", "m", "{}");
        hear(
                null,
                new DeliveryFact.GivenUp(
                        DeadLetter.of(
                                invocation,
                                attempt(1, 3, error),
                                new Disposition.DeadLetter(DeadLetterReason.TERMINAL_FAILURE, "m"),
                                Aftermath.NONE,
                                NOW),
                        0,
                        0L),
                NOW);
        assertThat(figures("broken", NOW).total().deadLettered()).isEqualTo(Map.of("TERMINAL_FAILURE", 1L));
        assertThat(figures("broken", NOW).total().failedAttempts()).isEqualTo(1);
        assertThat(figures("broken", NOW).backlog()).isZero();
        assertThat(figures("hello", NOW).total().accepted()).isZero();
    }

    @Test
    void tellTheLastHourFromAllTime() {
        for (int minutesAgo : new int[] {0, 0, 1, 59, 60, 500}) {
            Instant then = NOW.minus(Duration.ofMinutes(minutesAgo));
            hear(null, new DeliveryFact.Queued(accepted("hello", then), 0, 1L), NOW);
        }
        Figures figures = figures("hello", NOW);
        assertThat(figures.total().accepted()).isEqualTo(6);
        assertThat(figures.lastHour().accepted()).isEqualTo(4);
        assertThat(figures.minutes()).hasSize(60);
        assertThat(figures.minutes().getLast())
                .isEqualTo(new Figures.Minute(Instant.parse("2026-11-23T10:00:00Z"), 2, 0, 0, 0));
        assertThat(figures.minutes().getFirst().accepted()).isEqualTo(1);

        Instant later = NOW.plus(Duration.ofMinutes(30));
        assertThat(figures("hello", later).lastHour().accepted()).isEqualTo(3);
        book.forgetOldMinutes(NOW.plus(Duration.ofHours(3)));
        assertThat(store.approximateNumEntries()).as("all time is left").isEqualTo(1);
        assertThat(figures("hello", later).total().accepted()).isEqualTo(6);
    }

    @Test
    void addUpOverPartitionsAndInstances() {
        hear(null, new DeliveryFact.Queued(accepted("hello", NOW), 0, 1L), NOW);
        Figures mine = figures("hello", NOW);
        Figures theirs = figures("hello", NOW.plusSeconds(60));
        mine.add(theirs.toBytes());
        assertThat(mine.total().accepted()).isEqualTo(2);
        assertThat(mine.backlog()).isEqualTo(2);
        assertThat(mine.minutes().getLast().accepted()).isEqualTo(2);
    }

    @Test
    void areKeptOverARestart() {
        hear(null, new DeliveryFact.Queued(accepted("hello", NOW), 0, 1L), NOW);
        book = new FigureBook(store);
        hear(null, new DeliveryFact.Queued(accepted("hello", NOW), 0, 2L), NOW);
        assertThat(figures("hello", NOW).total().accepted()).isEqualTo(2);
    }

    @Test
    void doNotGrowWithWhateverNamesRecordsCarry() {
        for (int i = 0; i < FigureBook.MAX_FUNCTIONS + 100; i++) {
            hear(null, new DeliveryFact.Queued(accepted("f" + i, NOW), 0, 1L), NOW);
        }
        hear(null, new DeliveryFact.Queued(accepted("no name at all!", NOW), 0, 1L), NOW);
        assertThat(figures("f0", NOW).total().accepted()).isEqualTo(1);
        assertThat(figures(FigureBook.OTHERS, NOW).total().accepted()).isEqualTo(101);
        assertThat(store.approximateNumEntries()).isLessThanOrEqualTo(2 * (FigureBook.MAX_FUNCTIONS + 1));
    }

    private DeliveryState hear(DeliveryState before, DeliveryFact fact, Instant now) {
        DeliveryState after = before == null ? DeliveryState.first(fact) : before.apply(fact);
        book.heard(before, fact, after, now);
        return after;
    }

    private Figures figures(String function, Instant now) {
        Figures figures = new Figures(function, now);
        figures.add(store);
        return figures;
    }

    private Invocation accepted(String function, Instant at) {
        return Invocation.accepted(RequestId.generate(0, at, random), function, null, "{}", at, null);
    }

    private static Attempt attempt(int number, long millis, FunctionError error) {
        return new Attempt(number, NOW.plusMillis(5), NOW.plusMillis(5 + millis), false, error);
    }
}
