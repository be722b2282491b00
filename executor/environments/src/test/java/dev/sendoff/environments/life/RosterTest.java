package dev.sendoff.environments.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RosterTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Revision A = new Revision("a", "$LATEST", "1");
    private static final Revision A2 = new Revision("a", "$LATEST", "2");
    private static final Revision B = new Revision("b", "$LATEST", "1");

    private Roster roster = new Roster(new Roster.Limits(
            2,
            4,
            new Life.Limits(10 * SECOND, 10 * SECOND),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1)));
    private final List<Action> actions = new ArrayList<>();
    private long now;
    private long attempts;

    private Attempt submit(Revision revision) {
        Attempt attempt = new Attempt(++attempts, revision, Duration.ofSeconds(900));
        actions.addAll(roster.submit(attempt, now));
        return attempt;
    }

    private void happened(long environment, Input input) {
        actions.addAll(roster.happened(environment, input, now));
    }

    private void answer(long environment, Attempt attempt) {
        happened(environment, new Input.Answer(attempt.id().toString(), new Outcome.Succeeded("1"), Reply.ACCEPTED));
        happened(environment, new Input.Asked());
    }

    /** An environment of the revision that has made one attempt. */
    private long warm(Revision revision) {
        Attempt attempt = submit(revision);
        long environment = launched().environment();
        happened(environment, new Input.Asked());
        answer(environment, attempt);
        return environment;
    }

    private Action.Launch launched() {
        return (Action.Launch) actions.stream()
                .filter(Action.Launch.class::isInstance)
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    private Action.Deliver delivered() {
        return (Action.Deliver) actions.getLast();
    }

    private List<Action> cleared() {
        return actions.stream().filter(Action.Clear.class::isInstance).toList();
    }

    @Test
    void theEnvironmentThatWasUsedLastIsUsedFirst() {
        Attempt one = submit(A);
        Attempt other = submit(A);
        happened(1, new Input.Asked());
        happened(2, new Input.Asked());
        answer(2, other);
        answer(1, one);
        submit(A);
        assertThat(delivered().environment()).isEqualTo(1);
    }

    @Test
    void anEventThatFindsAllBusyWaitsAndIsServedInOrder() {
        Attempt one = submit(A);
        submit(A);
        happened(1, new Input.Asked());
        Attempt third = submit(A);
        Attempt fourth = submit(A);
        assertThat(roster.count()).isEqualTo(new Roster.Count(1, 0, 1, 0, 2, 0));
        answer(1, one);
        assertThat(delivered().work()).isSameAs(third);
        answer(1, third);
        assertThat(delivered().work()).isSameAs(fourth);
    }

    @Test
    void anIdleEnvironmentMakesRoomForAnotherFunction() {
        long first = warm(A);
        submit(A);
        submit(A); // both slots are A's
        happened(2, new Input.Asked());
        actions.clear();
        Attempt b = submit(B);
        assertThat(cleared()).isEmpty();
        answer(first, new Attempt(2, A, Duration.ofSeconds(1)));
        assertThat(cleared()).containsExactly(new Action.Clear(first));
        happened(first, new Input.Cleared());
        assertThat(launched()).isEqualTo(new Action.Launch(3, 0, b));
    }

    @Test
    void anEventIsNotOvertakenForLong() {
        Attempt one = submit(A);
        submit(A);
        happened(1, new Input.Asked());
        submit(B);
        Attempt fourth = submit(A);
        Attempt fifth = submit(A);
        answer(1, one);
        assertThat(delivered().work()).isSameAs(fourth);
        now += SECOND;
        actions.clear();
        answer(1, fourth);
        assertThat(cleared()).containsExactly(new Action.Clear(1));
        happened(1, new Input.Cleared());
        assertThat(launched().work().revision()).isEqualTo(B);
        assertThat(actions).noneMatch(action -> action instanceof Action.Deliver d && d.work() == fifth);
    }

    @Test
    void anEnvironmentOfAnOldRevisionIsGivenNothingMore() {
        long idle = warm(A);
        actions.clear();
        submit(A2);
        assertThat(actions.getFirst()).isEqualTo(new Action.Clear(idle));
        assertThat(launched().work().revision()).isEqualTo(A2);
    }

    @Test
    void anEnvironmentOfAnOldRevisionEndsWithWhatItRuns() {
        Attempt one = submit(A);
        happened(1, new Input.Asked());
        submit(A2);
        assertThat(cleared()).isEmpty();
        answer(1, one);
        assertThat(cleared()).containsExactly(new Action.Clear(1));
    }

    @Test
    void oneThatIsIdleForLongIsEnded() {
        long idle = warm(A);
        now += 600 * SECOND - 1;
        actions.addAll(roster.tick(now));
        assertThat(cleared()).isEmpty();
        now += 1;
        actions.addAll(roster.tick(now));
        assertThat(cleared()).containsExactly(new Action.Clear(idle));
    }

    @Test
    void anEventThatWaitsForLongIsNotRun() {
        submit(A);
        submit(A);
        Attempt third = submit(B);
        now += 9 * SECOND;
        happened(1, new Input.Asked());
        happened(2, new Input.Asked());
        now += 21 * SECOND;
        actions.clear();
        actions.addAll(roster.tick(now));
        assertThat(actions)
                .containsExactly(
                        new Action.Settle(third, new Outcome.NotRun("no environment became free within PT30S"), null));
    }

    @Test
    void aClosedOneRunsNothing() {
        Attempt running = submit(A);
        submit(A);
        Attempt waiting = submit(A);
        actions.clear();
        actions.addAll(roster.close("closing", now));
        assertThat(actions)
                .contains(
                        new Action.Settle(running, new Outcome.NotRun("closing"), null),
                        new Action.Settle(waiting, new Outcome.NotRun("closing"), null));
        Attempt late = submit(A);
        assertThat(actions.getLast()).isEqualTo(new Action.Settle(late, new Outcome.NotRun("closing"), null));
        happened(1, new Input.Cleared());
        happened(2, new Input.Cleared());
        assertThat(roster.isEmpty()).isTrue();
    }

    private void mayInitialise(int environments) {
        roster = new Roster(new Roster.Limits(
                100,
                environments,
                new Life.Limits(10 * SECOND, 10 * SECOND),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1)));
    }

    private List<Revision> launches() {
        return actions.stream()
                .filter(Action.Launch.class::isInstance)
                .map(action -> ((Action.Launch) action).work().revision())
                .toList();
    }

    @Test
    void oneFunctionInitialisesInHalfOfThePlaces() {
        mayInitialise(8);
        for (int i = 0; i < 1_000; i++) {
            submit(A);
        }
        assertThat(launches()).hasSize(4);
        assertThat(roster.count()).isEqualTo(new Roster.Count(4, 0, 0, 0, 996, 96));
        submit(B);
        assertThat(launches()).hasSize(5).endsWith(B);
    }

    @Test
    void whoWaitsStartsOnceAnotherHas() {
        mayInitialise(1);
        Attempt one = submit(A);
        Attempt two = submit(A);
        assertThat(launches()).hasSize(1);
        happened(1, new Input.Asked());
        assertThat(launched().work()).isSameAs(two);
        actions.clear();
        answer(1, one);
        assertThat(launches()).isEmpty();
    }

    @Test
    void anEnvironmentThatIsDoneTakesWhoWaitsToStartAnotherOfItsOwn() {
        mayInitialise(1);
        Attempt one = submit(A);
        submit(A);
        Attempt three = submit(A);
        happened(1, new Input.Asked());
        now += 5 * SECOND;
        answer(1, one);
        assertThat(delivered().work()).isSameAs(three);
    }

    @Test
    void aFunctionsManyColdStartsDoNotKeepOutAnothersFirst() {
        mayInitialise(1);
        for (int i = 0; i < 1_000; i++) {
            submit(A);
        }
        now += SECOND;
        submit(B);
        submit(B);
        now += SECOND;
        for (long environment = 1; environment <= 4; environment++) {
            happened(environment, new Input.Asked());
            now += SECOND;
        }
        assertThat(launches()).containsExactly(A, B, A, B, A);
    }

    @Test
    void aFunctionsLongQueueDoesNotKeepOutAnothersFirstEnvironment() {
        Attempt one = submit(A);
        submit(A);
        happened(1, new Input.Asked());
        happened(2, new Input.Asked());
        List<Attempt> queue = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            queue.add(submit(A));
        }
        submit(B);
        answer(1, one);
        assertThat(delivered().work()).isSameAs(queue.getFirst());
        now += SECOND;
        actions.clear();
        answer(1, queue.getFirst());
        assertThat(cleared()).containsExactly(new Action.Clear(1));
        happened(1, new Input.Cleared());
        assertThat(launches()).containsExactly(B);
    }

    @Test
    void initsThatHangLeaveRoomForAnotherFunction() {
        mayInitialise(4);
        for (int i = 0; i < 100; i++) {
            submit(A);
        }
        now += 3 * SECOND;
        submit(B);
        assertThat(launches()).containsExactly(A, A, B);
    }

    @Test
    void anIdleEnvironmentIsNotEndedForOneThatMayNotStartYet() {
        roster = new Roster(new Roster.Limits(
                2,
                1,
                new Life.Limits(10 * SECOND, 10 * SECOND),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1)));
        warm(A);
        submit(B);
        actions.clear();
        submit(new Revision("c", "$LATEST", "1"));
        assertThat(actions).isEmpty();
        happened(2, new Input.Asked());
        assertThat(cleared()).containsExactly(new Action.Clear(1));
    }

    @Test
    void whoWaitsLongForOthersToInitialiseIsNotRun() {
        mayInitialise(1);
        submit(A);
        Attempt second = submit(B);
        now += 30 * SECOND;
        actions.clear();
        actions.addAll(roster.tick(now));
        assertThat(actions)
                .contains(
                        new Action.Settle(second, new Outcome.NotRun("no environment became free within PT30S"), null));
    }

    @Test
    void aRequestToAnEnvironmentThatIsGoneIsRefused() {
        happened(99, new Input.Asked());
        assertThat(actions).containsExactly(new Action.Respond(99, Reply.INVALID_STATE));
    }

    @Test
    void whatTheFirstProcessSaidLastIsNotTakenForTheSeconds() {
        Attempt attempt = submit(A);
        now += 10 * SECOND;
        actions.addAll(roster.tick(now));
        happened(1, new Input.Cleared());
        assertThat(launched()).isEqualTo(new Action.Launch(2, 0, attempt));
        actions.clear();
        happened(1, new Input.Asked());
        happened(1, new Input.Exited(137));
        assertThat(actions).containsExactly(new Action.Respond(1, Reply.INVALID_STATE));
        happened(2, new Input.Asked());
        assertThat(delivered().work()).isSameAs(attempt);
    }
}
