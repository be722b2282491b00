package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sendoff.core.DeliveryFact.GivenUp;
import dev.sendoff.core.DeliveryFact.Queued;
import dev.sendoff.core.DeliveryFact.Started;
import dev.sendoff.core.DeliveryFact.Succeeded;
import dev.sendoff.core.DeliveryFact.Waits;
import dev.sendoff.core.DeliveryState.AttemptOutcome;
import dev.sendoff.core.DeliveryState.AttemptState;
import dev.sendoff.core.DeliveryState.Status;
import dev.sendoff.core.DeliveryState.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeliveryStateTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final RequestId ID = new RequestId(UUID.fromString("019ab000-0000-8003-8000-000000000001"));
    private static final int HOME = 3;

    private final Invocation accepted = Invocation.accepted(ID, "flaky", "$LATEST", "{}", T0, null);

    @Test
    void isQueuedOnceItStandsOnTheTopic() {
        DeliveryState state = DeliveryState.first(new Queued(accepted, HOME, 4711L));
        assertThat(state.status()).isEqualTo(Status.QUEUED);
        assertThat(state.acceptedAt()).isEqualTo(T0);
        assertThat(state.home()).isEqualTo(new DeliveryState.Home(HOME, 4711L));
        assertThat(state.waiting()).isNull();
        assertThat(state.attempts()).isEmpty();
    }

    @Test
    void waitsForTheDelayThatTheCallerAskedFor() {
        Instant due = T0.plusSeconds(30);
        DeliveryState state = DeliveryState.first(new Waits(accepted.delayedUntil(due), HOME));
        assertThat(state.status()).isEqualTo(Status.WAITING);
        assertThat(state.waiting()).isEqualTo(new Waiting(Waiting.Reason.DELAY, due, null));
        assertThat(state.home().offset()).isNull();

        DeliveryState fired = state.apply(new Queued(accepted.delayedUntil(due).due(), HOME, 9L));
        assertThat(fired.status()).isEqualTo(Status.QUEUED);
        assertThat(fired.waiting()).isNull();
        assertThat(fired.availableAt()).isEqualTo(due);
    }

    @Test
    void waitsForItsRetryWithTheFailureThatLedToIt() {
        Attempt failed = failed(1, T0);
        Instant due = T0.plusSeconds(60);
        DeliveryState state = DeliveryState.first(new Queued(accepted, HOME, 1L))
                .apply(new Waits(accepted.retriedAt(due, failed), HOME));
        assertThat(state.status()).isEqualTo(Status.WAITING);
        assertThat(state.waiting()).isEqualTo(new Waiting(Waiting.Reason.RETRY, due, null));
        assertThat(state.attempts())
                .containsExactly(new AttemptState(
                        1,
                        failed.startedAt(),
                        failed.endedAt(),
                        false,
                        AttemptOutcome.FAILED,
                        "java.io.IOException",
                        "no luck 1"));
    }

    @Test
    void showsTheRunningAttemptUntilItsEndIsKnown() {
        Started started = started(0, 1, T0.plusMillis(5));
        DeliveryState state =
                DeliveryState.first(new Queued(accepted, HOME, 1L)).apply(started);
        assertThat(state.status()).isEqualTo(Status.RUNNING);
        assertThat(state.attempts()).extracting(AttemptState::outcome).containsExactly(AttemptOutcome.RUNNING);

        DeliveryState ended =
                state.apply(new Succeeded(Success.of(accepted, succeeded(1, T0), "{}", Aftermath.NONE), HOME));
        assertThat(ended.attempts()).extracting(AttemptState::outcome).containsExactly(AttemptOutcome.SUCCEEDED);
        assertThat(ended.apply(started)).as("a start that is heard of too late").isEqualTo(ended);
    }

    @Test
    void showsARedeliveredAttemptOnce() {
        DeliveryState state = DeliveryState.first(started(0, 1, T0));
        AttemptStarted again = new AttemptStarted(ID, "flaky", 0, 1, true, T0.plusSeconds(9), "b");
        assertThat(state.apply(new Started(again, HOME)).attempts())
                .containsExactly(
                        new AttemptState(1, T0.plusSeconds(9), null, true, AttemptOutcome.RUNNING, null, null));
    }

    @Test
    void isLedBackByARedrive() {
        DeliveryState given =
                DeliveryState.first(new Queued(accepted, HOME, 1L)).apply(givenUp(accepted, 1));
        assertThat(given.status()).isEqualTo(Status.DEAD_LETTERED);
        DeliveryState redriven =
                given.apply(new Queued(accepted.retriedAt(T0, failed(1, T0)).due(), HOME, 99L));
        assertThat(redriven.status()).isEqualTo(Status.QUEUED);
        assertThat(redriven.deadLetterReason()).isNull();
        assertThat(redriven.endedAt()).isNull();
        assertThat(redriven.home().offset()).isEqualTo(1L);
    }

    @Test
    void cutsLongMessages() {
        FunctionError error = new FunctionError("E".repeat(5_000), "m".repeat(1023) + "😀 and more", "{}");
        Attempt attempt = new Attempt(1, T0, T0, false, error);
        DeliveryState state = DeliveryState.first(new Waits(accepted.retriedAt(T0, attempt), HOME));
        assertThat(state.attempts().getFirst().errorMessage())
                .as("no half of a surrogate pair is kept")
                .isEqualTo("m".repeat(1023));
        assertThat(state.attempts().getFirst().errorType()).hasSize(256);
    }

    @Test
    void keepsTheFirstAndTheLastOfManyAttempts() {
        List<DeliveryFact> life = life(130, true);
        DeliveryState inOrder = fold(life);
        assertThat(inOrder.attempts())
                .hasSize(DeliveryState.MAX_ATTEMPTS)
                .extracting(AttemptState::number)
                .startsWith(1, 2)
                .endsWith(129, 130);
        Random random = new Random(7);
        for (int run = 0; run < 20; run++) {
            Collections.shuffle(life, random);
            assertThat(fold(life)).isEqualTo(inOrder);
        }
    }

    @Test
    void comesToTheSameStateInWhicheverOrderTheFactsCome() {
        for (boolean succeeds : new boolean[] {true, false}) {
            List<DeliveryFact> life = life(2, succeeds);
            assertThat(life).hasSize(6);
            for (int known = 1; known <= life.size(); known++) {
                List<DeliveryFact> facts = life.subList(0, known);
                DeliveryState inOrder = fold(facts);
                List<List<DeliveryFact>> permutations = permutations(facts);
                assertThat(permutations)
                        .allSatisfy(order -> assertThat(fold(order)).isEqualTo(inOrder));
            }
        }
    }

    @Test
    void tellsWhatCameOfItInWhicheverOrderThatIsHeard() {
        RequestId bringer = new RequestId(UUID.fromString("019ab000-0000-8003-8000-000000000002"));
        List<DeliveryFact> facts = life(1, false);
        facts.add(forwarded(Delivery.Kind.ON_FAILURE, Delivery.Status.PENDING, bringer, 1));
        facts.add(forwarded(Delivery.Kind.ON_FAILURE, Delivery.Status.FAILED, bringer, 2));
        facts.add(forwarded(Delivery.Kind.DEAD_LETTER_TARGET, Delivery.Status.DELIVERED, null, 1));
        DeliveryState inOrder = fold(facts);
        assertThat(inOrder.status()).isEqualTo(Status.DEAD_LETTERED);
        assertThat(inOrder.deliveries())
                .extracting(Delivery::kind, Delivery::status)
                .containsExactly(
                        tuple(Delivery.Kind.DEAD_LETTER_TARGET, Delivery.Status.DELIVERED),
                        tuple(Delivery.Kind.ON_FAILURE, Delivery.Status.FAILED));
        assertThat(permutations(facts))
                .allSatisfy(order -> assertThat(fold(order)).isEqualTo(inOrder));
    }

    private static DeliveryFact.Forwarded forwarded(
            Delivery.Kind kind, Delivery.Status status, @Nullable RequestId invocation, int second) {
        return new DeliveryFact.Forwarded(
                new Delivery(
                        ID,
                        "flaky",
                        kind,
                        "kafka://lost",
                        status,
                        T0.plusSeconds(100 + second),
                        invocation,
                        0,
                        null,
                        null),
                HOME);
    }

    @Test
    void hearsEveryFactTwiceWithoutHarm() {
        List<DeliveryFact> life = life(3, false);
        List<DeliveryFact> twice = new ArrayList<>(life);
        twice.addAll(life);
        Collections.shuffle(twice, new Random(3));
        assertThat(fold(twice)).isEqualTo(fold(life));
    }

    /** Queued and started for each attempt, waiting between them, and the end: what a whole life leaves on the topics. */
    private List<DeliveryFact> life(int attempts, boolean succeeds) {
        List<DeliveryFact> facts = new ArrayList<>();
        Invocation invocation = accepted;
        long offset = 10;
        for (int number = 1; number <= attempts; number++) {
            Instant start = T0.plus(Duration.ofSeconds(10L * number));
            facts.add(new Queued(invocation, HOME, offset++));
            facts.add(started(invocation.requeues(), number, start));
            if (number < attempts) {
                invocation = invocation.retriedAt(start.plusSeconds(2), failed(number, start));
                facts.add(new Waits(invocation, HOME));
                invocation = invocation.due();
            } else if (succeeds) {
                facts.add(new Succeeded(Success.of(invocation, succeeded(number, start), "{}", Aftermath.NONE), HOME));
            } else {
                facts.add(givenUp(invocation, number));
            }
        }
        return facts;
    }

    private static GivenUp givenUp(Invocation invocation, int attempt) {
        return new GivenUp(
                DeadLetter.of(
                        invocation,
                        failed(attempt, T0.plusSeconds(10L * attempt)),
                        new Disposition.DeadLetter(DeadLetterReason.RETRIES_EXHAUSTED, "enough"),
                        Aftermath.NONE,
                        T0.plusSeconds(99)),
                HOME,
                17L);
    }

    private static Started started(int requeues, int number, Instant at) {
        return new Started(new AttemptStarted(ID, "flaky", requeues, number, false, at, "a"), HOME);
    }

    private static Attempt failed(int number, Instant start) {
        return new Attempt(
                number,
                start,
                start.plusSeconds(1),
                false,
                new FunctionError("java.io.IOException", "no luck " + number, "{}"));
    }

    private static Attempt succeeded(int number, Instant start) {
        return new Attempt(number, start, start.plusSeconds(1), false, null);
    }

    private static DeliveryState fold(List<DeliveryFact> facts) {
        DeliveryState state = DeliveryState.first(facts.getFirst());
        for (DeliveryFact fact : facts.subList(1, facts.size())) {
            state = state.apply(fact);
        }
        return state;
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<T> rest = new ArrayList<>(items);
            T first = rest.remove(i);
            for (List<T> tail : permutations(rest)) {
                List<T> order = new ArrayList<>();
                order.add(first);
                order.addAll(tail);
                all.add(order);
            }
        }
        return all;
    }
}
