package dev.sendoff.environments.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifeTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Life.Limits LIMITS = new Life.Limits(10 * SECOND, 10 * SECOND);
    private static final Revision REVISION = new Revision("greet", "$LATEST", "1");
    private static final Outcome ANSWER = new Outcome.Succeeded("1");

    private final Attempt first = new Attempt(1, REVISION, Duration.ofSeconds(3));
    private final Attempt second = new Attempt(2, REVISION, Duration.ofSeconds(3));
    private final List<Action> actions = new ArrayList<>();
    private long now = Long.MAX_VALUE - SECOND; // nanoTime may overflow at any moment
    private Life life;

    @BeforeEach
    void start() {
        life = Life.starting(first, now, LIMITS);
    }

    private List<Action> on(Input input) {
        Life.Step step = life.on(input, 7, now, LIMITS);
        life = step.next();
        actions.addAll(step.actions());
        return step.actions();
    }

    private List<Action> after(long nanos) {
        now += nanos;
        return on(new Input.Tick());
    }

    private void answer(Attempt work) {
        on(new Input.Answer(work.id().toString(), ANSWER, Reply.ACCEPTED));
    }

    private List<Outcome> outcomesOf(Work work) {
        return actions.stream()
                .filter(Action.Settle.class::isInstance)
                .map(Action.Settle.class::cast)
                .filter(settle -> settle.work() == work)
                .map(Action.Settle::outcome)
                .toList();
    }

    private FunctionError errorOf(Work work) {
        assertThat(outcomesOf(work)).hasSize(1);
        return ((Outcome.Failed) outcomesOf(work).getFirst()).error();
    }

    private Reply lastReply() {
        return ((Action.Respond) actions.getLast()).reply();
    }

    private void isBeingCleared() {
        assertThat(life).isEqualTo(new Life.Stopping());
        assertThat(actions.getLast()).isEqualTo(new Action.Clear(7));
        on(new Input.Cleared());
        assertThat(life).isEqualTo(new Life.Ended());
    }

    @Test
    void runsOneEventAfterTheOther() {
        on(new Input.Asked());
        assertThat(actions).containsExactly(new Action.Deliver(7, first, now + 3 * SECOND));
        answer(first);
        assertThat(lastReply()).isEqualTo(Reply.ACCEPTED);
        assertThat(outcomesOf(first)).isEmpty();
        on(new Input.Asked());
        assertThat(outcomesOf(first)).containsExactly(ANSWER);
        on(new Input.Given(second));
        answer(second);
        on(new Input.Asked());
        assertThat(outcomesOf(second)).containsExactly(ANSWER);
        assertThat(life).isEqualTo(new Life.Idle(now));
    }

    @Test
    void onlyTheFirstRunHadAnInit() {
        now += SECOND;
        on(new Input.Asked());
        now += 2 * SECOND;
        answer(first);
        on(new Input.Asked());
        on(new Input.Given(second));
        answer(second);
        on(new Input.Asked());
        List<Run> runs = actions.stream()
                .filter(Action.Settle.class::isInstance)
                .map(action -> ((Action.Settle) action).run())
                .toList();
        assertThat(runs.get(0).initNanos()).hasValue(SECOND);
        assertThat(runs.get(0).nanos()).isEqualTo(2 * SECOND);
        assertThat(runs.get(1).initNanos()).isEmpty();
    }

    @Test
    void aTimeOutEndsTheEnvironment() {
        on(new Input.Asked());
        after(3 * SECOND - 1);
        assertThat(outcomesOf(first)).isEmpty();
        after(1);
        assertThat(errorOf(first).type()).isEqualTo("Sandbox.Timedout");
        assertThat(errorOf(first).message())
                .isEqualTo("RequestId: 00000000-0000-0000-0000-000000000001 Error: Task timed out after 3.00 seconds");
        assertThat(errorOf(first).payload())
                .isEqualTo(
                        "{\"errorMessage\":\"RequestId: 00000000-0000-0000-0000-000000000001 Error: Task timed out after"
                                + " 3.00 seconds\",\"errorType\":\"Sandbox.Timedout\"}");
        isBeingCleared();
    }

    @Test
    void whatComesAfterATimeOutIsRefused() {
        on(new Input.Asked());
        after(3 * SECOND);
        answer(first);
        assertThat(lastReply()).isEqualTo(Reply.INVALID_STATE);
        on(new Input.Asked());
        assertThat(lastReply()).isEqualTo(Reply.INVALID_STATE);
        assertThat(outcomesOf(first)).hasSize(1);
    }

    @Test
    void anExitIsToldInAwsWords() {
        on(new Input.Asked());
        on(new Input.Exited(3));
        assertThat(errorOf(first).type()).isEqualTo("Runtime.ExitError");
        assertThat(errorOf(first).message())
                .isEqualTo("RequestId: " + first.id() + " Error: Runtime exited with error: exit status 3");
        isBeingCleared();
    }

    @Test
    void anExitWithZeroHasNoReason() {
        on(new Input.Exited(0));
        assertThat(errorOf(first).message())
                .isEqualTo("RequestId: " + first.id() + " Error: Runtime exited without providing a reason");
        isBeingCleared();
    }

    @Test
    void aSignalIsNamed() {
        on(new Input.Asked());
        on(new Input.Exited(128 + 11));
        assertThat(errorOf(first).message()).endsWith("Runtime exited with error: signal: segmentation fault");
    }

    @Test
    void anExitAfterTheAnswerLeavesTheAnswer() {
        on(new Input.Asked());
        answer(first);
        on(new Input.Exited(1));
        assertThat(outcomesOf(first)).containsExactly(ANSWER);
        isBeingCleared();
    }

    @Test
    void oneThatAnswersAndAsksForNothingMoreIsEndedWhenTheTimeIsUp() {
        on(new Input.Asked());
        answer(first);
        after(3 * SECOND);
        assertThat(outcomesOf(first)).containsExactly(ANSWER);
        isBeingCleared();
    }

    @Test
    void anIdleOneThatExitsIsCleared() {
        on(new Input.Asked());
        answer(first);
        on(new Input.Asked());
        on(new Input.Exited(0));
        isBeingCleared();
    }

    @Test
    void aSecondAnswerIsRefused() {
        on(new Input.Asked());
        answer(first);
        on(new Input.Answer(first.id().toString(), new Outcome.Succeeded("2"), Reply.ACCEPTED));
        assertThat(lastReply()).isEqualTo(Reply.INVALID_REQUEST_ID);
        on(new Input.Asked());
        on(new Input.Answer(first.id().toString(), new Outcome.Succeeded("2"), Reply.ACCEPTED));
        assertThat(lastReply()).isEqualTo(Reply.INVALID_REQUEST_ID);
        assertThat(outcomesOf(first)).containsExactly(ANSWER);
    }

    @Test
    void anAnswerToAnotherEventIsRefused() {
        on(new Input.Asked());
        answer(second);
        assertThat(lastReply()).isEqualTo(Reply.INVALID_REQUEST_ID);
        assertThat(life).isInstanceOf(Life.Busy.class);
    }

    @Test
    void anAnswerBeforeAskingIsRefused() {
        answer(first);
        assertThat(lastReply()).isEqualTo(Reply.INVALID_STATE);
        assertThat(life).isInstanceOf(Life.Starting.class);
    }

    @Test
    void askingWithoutAnsweringIsRefused() {
        on(new Input.Asked());
        on(new Input.Asked());
        assertThat(lastReply()).isEqualTo(Reply.INVALID_STATE);
        assertThat(life).isInstanceOf(Life.Busy.class);
    }

    @Test
    void anInitErrorIsTheOutcome() {
        Outcome.Failed failed = new Outcome.Failed(new FunctionError("Runtime.ImportModuleError", "no", "{}"));
        on(new Input.InitFailed(failed));
        assertThat(outcomesOf(first)).containsExactly(failed);
        isBeingCleared();
    }

    @Test
    void anInitErrorAfterTheInitIsRefused() {
        on(new Input.Asked());
        on(new Input.InitFailed(PlatformErrors.of("x", "y")));
        assertThat(lastReply()).isEqualTo(Reply.INVALID_STATE);
        assertThat(outcomesOf(first)).isEmpty();
    }

    @Test
    void anInitThatTakesTooLongIsRepeatedWithinTheEventsOwnTime() {
        after(10 * SECOND);
        assertThat(actions).containsExactly(new Action.Clear(7));
        on(new Input.Exited(137));
        on(new Input.Cleared());
        assertThat(life).isEqualTo(new Life.Starting(first, now + 3 * SECOND, true, now));
        now += SECOND;
        on(new Input.Asked());
        assertThat(actions.getLast()).isEqualTo(new Action.Deliver(7, first, now + 2 * SECOND));
        answer(first);
        on(new Input.Asked());
        assertThat(outcomesOf(first)).containsExactly(ANSWER);
    }

    @Test
    void aRepeatedInitThatTakesTooLongIsATimeOut() {
        after(10 * SECOND);
        on(new Input.Cleared());
        after(3 * SECOND);
        assertThat(errorOf(first).type()).isEqualTo("Sandbox.Timedout");
        isBeingCleared();
    }

    @Test
    void aProcessThatCannotBeGotRidOfDoesNotHoldItsEventUp() {
        after(10 * SECOND);
        after(3 * SECOND);
        assertThat(errorOf(first).type()).isEqualTo("Sandbox.Timedout");
        assertThat(actions.stream().filter(Action.Clear.class::isInstance)).hasSize(1);
        on(new Input.Cleared());
        assertThat(life).isEqualTo(new Life.Ended());
    }

    @Test
    void oneThatCannotBeStartedDidNotRun() {
        Outcome notRun = new Outcome.NotRun("no memory");
        on(new Input.NotStarted(notRun));
        assertThat(outcomesOf(first)).containsExactly(notRun);
        isBeingCleared();
    }

    @Test
    void tooMuchMemoryIsTheEndOfTheRuntime() {
        on(new Input.Asked());
        on(new Input.OverMemory());
        assertThat(errorOf(first).message())
                .isEqualTo("RequestId: " + first.id() + " Error: Runtime exited with error: signal: killed");
        isBeingCleared();
    }

    @Test
    void whatIsStoppedInItsMiddleDidNotRun() {
        on(new Input.Asked());
        on(new Input.Stop("closing"));
        assertThat(outcomesOf(first)).containsExactly(new Outcome.NotRun("closing"));
        isBeingCleared();
    }

    @Test
    void anIdleOneWhoseConnectionBrokeIsAskedNothingUntilItIsBack() {
        on(new Input.Asked());
        answer(first);
        on(new Input.Asked());
        on(new Input.Hung());
        assertThat(life).isInstanceOf(Life.Away.class);
        assertThatThrownBy(() -> on(new Input.Given(second))).isInstanceOf(IllegalStateException.class);
        on(new Input.Asked());
        assertThat(life).isInstanceOf(Life.Idle.class);
    }

    @Test
    void anIdleOneWhoseConnectionStaysBrokenIsEnded() {
        on(new Input.Asked());
        answer(first);
        on(new Input.Asked());
        on(new Input.Hung());
        after(10 * SECOND);
        isBeingCleared();
    }
}
