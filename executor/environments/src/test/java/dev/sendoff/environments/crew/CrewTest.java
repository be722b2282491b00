package dev.sendoff.environments.crew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.environments.life.Reply;
import dev.sendoff.environments.life.Run;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CrewTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Outcome DONE = new Outcome.Succeeded("1");
    private static final String NOBODY = "no container of 'hello' is connected to this executor";

    private final Crew crew = new Crew("hello", new Crew.Limits(Duration.ofSeconds(20), Duration.ofSeconds(10)));
    private long errands;

    private Errand errand() {
        return new Errand(++errands, Duration.ofSeconds(3));
    }

    private static Action notRun(Job job, String why) {
        return new Action.Settle(job, new Outcome.NotRun(why), null);
    }

    private static Action ran(Job job, Outcome outcome, long nanos) {
        return new Action.Settle(job, outcome, new Run(nanos, OptionalLong.empty(), true));
    }

    private List<Action> answer(Job job, long connection, long now) {
        return crew.answered(job.id().toString(), connection, DONE, Reply.ACCEPTED, now);
    }

    private static String errorType(List<Action> actions) {
        assertThat(actions).hasSize(1);
        assertThat(actions.getFirst()).isInstanceOf(Action.Settle.class);
        Outcome outcome = ((Action.Settle) actions.getFirst()).outcome();
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        FunctionError error = ((Outcome.Failed) outcome).error();
        return error.type();
    }

    @Test
    void aRequestThatWaitsIsAPlaceForOneEvent() {
        assertThat(crew.asked(1, 7, 0)).isEmpty();
        Errand first = errand();
        assertThat(crew.submit(first, 5)).containsExactly(new Action.Deliver(1, first, 5 + 3 * SECOND));
        Errand second = errand();
        assertThat(crew.submit(second, 6)).isEmpty();
        assertThat(answer(first, 7, 9)).containsExactly(new Action.Respond(Reply.ACCEPTED), ran(first, DONE, 4));
        assertThat(crew.asked(2, 7, 10)).containsExactly(new Action.Deliver(2, second, 10 + 3 * SECOND));
    }

    @Test
    void whoHasWaitedLongestIsServedFirst() {
        crew.asked(1, 7, 0);
        crew.asked(2, 8, 1);
        Errand first = errand();
        Errand second = errand();
        assertThat(crew.submit(first, 2)).containsExactly(new Action.Deliver(1, first, 2 + 3 * SECOND));
        assertThat(crew.submit(second, 2)).containsExactly(new Action.Deliver(2, second, 2 + 3 * SECOND));
        assertThat(crew.count()).isEqualTo(new Crew.Count(0, 2, 0));
    }

    @Test
    void withoutAContainerNothingIsRun() {
        Errand errand = errand();
        assertThat(crew.submit(errand, 0)).containsExactly(notRun(errand, NOBODY));
    }

    @Test
    void aContainerThatCouldNotStartIsNamedAsTheReason() {
        crew.initFailed(7, PlatformErrors.of("Runtime.ImportModuleError", "no module named app"), 0);
        crew.disconnected(7, 1);
        Errand errand = errand();
        assertThat(crew.submit(errand, 2))
                .containsExactly(notRun(
                        errand,
                        NOBODY + "; the last one could not start: Runtime.ImportModuleError: no module named app"));
        crew.asked(1, 8, 3);
        crew.disconnected(8, 4);
        Errand later = errand();
        assertThat(crew.submit(later, 20 * SECOND)).containsExactly(notRun(later, NOBODY));
    }

    @Test
    void anEventWaitsForContainersThatAreBusyButNotForEver() {
        crew.asked(1, 7, 0);
        crew.submit(new Errand(++errands, Duration.ofMinutes(15)), 0);
        Errand errand = errand();
        crew.submit(errand, 0);
        assertThat(crew.tick(20 * SECOND - 1)).isEmpty();
        assertThat(crew.tick(20 * SECOND))
                .containsExactly(notRun(errand, "no container of 'hello' became free within PT20S"));
    }

    @Test
    void theTimeOfAnAttemptEndsAndTheLateAnswerIsRefused() {
        crew.asked(1, 7, 0);
        Errand errand = errand();
        crew.submit(errand, 0);
        assertThat(crew.tick(3 * SECOND - 1)).isEmpty();
        assertThat(crew.tick(3 * SECOND))
                .containsExactly(ran(errand, PlatformErrors.timedOut(errand.id(), Duration.ofSeconds(3)), 3 * SECOND));
        assertThat(answer(errand, 7, 4 * SECOND)).containsExactly(new Action.Respond(Reply.INVALID_REQUEST_ID));
        assertThat(crew.count()).isEqualTo(new Crew.Count(0, 0, 0));
        crew.asked(2, 7, 5 * SECOND);
        assertThat(crew.count()).isEqualTo(new Crew.Count(1, 0, 0));
    }

    @Test
    void aContainerThatIsGoneWhileItWorksEndsTheAttempt() {
        crew.asked(1, 7, 0);
        Errand first = errand();
        crew.submit(first, 0);
        answer(first, 7, 1);
        crew.asked(2, 7, 2);
        crew.submit(errand(), 3);
        assertThat(errorType(crew.disconnected(7, 4))).isEqualTo("Runtime.ExitError");
    }

    @Test
    void soDoesOneThatIsGoneWithItsFirstEventAfterAWhile() {
        crew.asked(1, 7, 0);
        crew.submit(errand(), 0);
        assertThat(errorType(crew.disconnected(7, Crew.KEPT_NANOS))).isEqualTo("Runtime.ExitError");
    }

    @Test
    void whoMakesAConnectionForEachRequestIsNotTakenForGone() {
        crew.asked(1, 7, 0);
        Errand first = errand();
        crew.submit(first, 0);
        assertThat(crew.disconnected(7, 1)).isEmpty();
        Errand second = errand();
        assertThat(crew.submit(second, 2)).isEmpty();
        assertThat(answer(first, 8, SECOND))
                .containsExactly(new Action.Respond(Reply.ACCEPTED), ran(first, DONE, SECOND));
        crew.disconnected(8, SECOND);
        assertThat(crew.asked(2, 9, 2 * SECOND)).containsExactly(new Action.Deliver(2, second, 5 * SECOND));
    }

    @Test
    void whatWaitsIsGivenBackOnceNoContainerIsHeardOf() {
        crew.asked(1, 7, 0);
        Errand first = errand();
        crew.submit(first, 0);
        answer(first, 7, 1);
        crew.disconnected(7, 1);
        Errand second = errand();
        assertThat(crew.submit(second, 2)).isEmpty();
        assertThat(crew.tick(10 * SECOND)).isEmpty();
        assertThat(crew.tick(10 * SECOND + 1)).containsExactly(notRun(second, NOBODY));
    }

    @Test
    void aConnectionThatIsGoneIsNoPlace() {
        crew.asked(1, 7, 0);
        crew.disconnected(7, 1);
        assertThat(crew.count()).isEqualTo(new Crew.Count(0, 0, 0));
    }

    @Test
    void anEventThatCouldNotBeWrittenWasNotRun() {
        crew.asked(1, 7, 0);
        Errand errand = errand();
        crew.submit(errand, 0);
        assertThat(crew.undelivered(errand))
                .containsExactly(
                        notRun(errand, "the connection of a container of 'hello' was lost before it had the event"));
        assertThat(crew.undelivered(errand)).isEmpty();
    }

    @Test
    void whoHasAnEventIsGivenNoOther() {
        crew.asked(1, 7, 0);
        crew.submit(errand(), 0);
        assertThat(crew.asked(2, 7, 1)).containsExactly(new Action.Respond(Reply.INVALID_STATE));
        assertThat(crew.initFailed(7, PlatformErrors.of("x", "y"), 1))
                .containsExactly(new Action.Respond(Reply.INVALID_STATE));
    }

    @Test
    void anAnswerToWhatNobodyHasIsRefused() {
        assertThat(answer(errand(), 7, 0)).containsExactly(new Action.Respond(Reply.INVALID_REQUEST_ID));
    }

    @Test
    void closingGivesEverythingBack() {
        crew.asked(1, 7, 0);
        Errand first = errand();
        Errand second = errand();
        Errand third = errand();
        crew.submit(first, 0);
        crew.submit(second, 0);
        assertThat(crew.close("the end")).containsExactly(notRun(first, "the end"), notRun(second, "the end"));
        assertThat(crew.submit(third, 1)).containsExactly(notRun(third, "the end"));
    }
}
