package dev.sendoff.redrive;

import static dev.sendoff.redrive.Letters.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Account;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobOrder.Wish;
import dev.sendoff.core.JobProgress;
import dev.sendoff.core.JobProgress.State;
import dev.sendoff.core.LetterSelection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunTest {

    private Instant now = T0;

    @Test
    void putsInAllAndWaitsForTheirEnds() {
        Run run = run(JobOptions.DEFAULT);
        assertThat(run.next(false, now)).isEqualTo(new Course.PutIn(1_000));
        putIn(run, 3);
        assertThat(run.next(true, now)).isInstanceOf(Course.Rest.class);
        assertThat(run.state()).isEqualTo(State.FINISHING);
        assertThat(run.reason()).isEqualTo("3 copies have not ended");
        ended(run, "++-");
        assertThat(run.next(true, now)).isEqualTo(new Course.Over());
        JobProgress progress = progress(run);
        assertThat(progress.state()).isEqualTo(State.COMPLETED);
        assertThat(progress.endedAt()).isEqualTo(now);
        assertThat(progress.endedWell()).isEqualTo(2);
        assertThat(progress.endedBadly()).isEqualTo(1);
        assertThat(progress.copies()).hasSize(3);
    }

    @Test
    void countsWhatItLeavesOutByWhy() {
        Run run = run(JobOptions.DEFAULT);
        run.saw(Letters.found("flaky").id(), new Verdict.Skip(Verdict.Why.NO_EVENT), now);
        run.saw(Letters.found("flaky").id(), new Verdict.Skip(Verdict.Why.NO_EVENT), now);
        run.saw(Letters.found("flaky").id(), new Verdict.NotMeant(), now);
        assertThat(progress(run).matched()).isEqualTo(2);
        assertThat(progress(run).putIn()).isZero();
        assertThat(progress(run).skipped()).containsExactlyEntriesOf(java.util.Map.of("NO_EVENT", 2L));
    }

    @Test
    void keepsToItsRate() {
        Run run = run(Letters.options(2.0, 0, null, 100));
        assertThat(run.next(false, now)).isEqualTo(new Course.PutIn(1));
        putIn(run, 1);
        assertThat(run.next(false, now)).isEqualTo(new Course.Rest(now.plusMillis(500)));
        now = now.plusSeconds(60);
        assertThat(run.next(false, now)).isEqualTo(new Course.PutIn(2));
    }

    @Test
    void hasNoMoreInFlightThanItMay() {
        Run run = run(Letters.options(null, 0, null, 4));
        assertThat(run.next(false, now)).isEqualTo(new Course.PutIn(4));
        putIn(run, 4);
        assertThat(run.next(false, now)).isEqualTo(new Course.Rest(null));
        assertThat(run.reason()).isEqualTo("waits for some of 4 copies to end");
        ended(run, "+");
        assertThat(run.next(false, now)).isEqualTo(new Course.PutIn(1));
    }

    @Test
    void stopsOnceTooManyOfTheLastOnesFailed() {
        Run run = run(Letters.options(null, 0, 0.5, 100));
        putIn(run, 30);
        ended(run, "----");
        assertThat(run.next(false, now)).as("four say nothing").isInstanceOf(Course.PutIn.class);
        ended(run, "++++++");
        assertThat(run.next(false, now)).isInstanceOf(Course.PutIn.class);
        ended(run, "++++++++++");
        ended(run, "-----");
        assertThat(run.next(false, now)).isEqualTo(new Course.Rest(null));
        assertThat(run.state()).isEqualTo(State.STOPPED);
        assertThat(run.reason()).isEqualTo("5 of the last 10 copies failed");
        assertThat(run.next(false, now.plusSeconds(9_999))).as("it stays so").isEqualTo(new Course.Rest(null));
    }

    @Test
    void goesOnAfterAStopIfSomebodySaysSoWithoutOldScores() {
        Run run = run(Letters.options(null, 0, 0.5, 100));
        putIn(run, 30);
        ended(run, "-----");
        run.next(false, now);
        assertThat(run.state()).isEqualTo(State.STOPPED);
        run.heard(run.order().changed(Wish.PAUSE, "bob", now));
        run.next(false, now);
        assertThat(run.state()).isEqualTo(State.STOPPED);
        run.heard(run.order().changed(Wish.RUN, "bob", now));
        assertThat(run.next(false, now)).isInstanceOf(Course.PutIn.class);
        ended(run, "----");
        assertThat(run.next(false, now)).isInstanceOf(Course.PutIn.class);
        ended(run, "-");
        run.next(false, now);
        assertThat(run.state()).isEqualTo(State.STOPPED);
    }

    @Test
    void waitsForTheEndsOfItsCanary() {
        Run run = run(Letters.options(null, 3, 0.5, 100));
        assertThat(run.next(false, now)).isEqualTo(new Course.PutIn(3));
        putIn(run, 3);
        assertThat(run.next(false, now)).isEqualTo(new Course.Rest(null));
        assertThat(run.reason()).isEqualTo("waits for the ends of the first 3");
        ended(run, "+-");
        assertThat(run.next(false, now)).isEqualTo(new Course.Rest(null));
        ended(run, "+");
        assertThat(run.next(false, now)).isEqualTo(new Course.PutIn(100));
    }

    @Test
    void goesNoFurtherThanACanaryThatFails() {
        Run run = run(Letters.options(null, 3, 0.5, 100));
        putIn(run, 3);
        ended(run, "+--");
        assertThat(run.next(false, now)).isEqualTo(new Course.Rest(null));
        assertThat(run.state()).isEqualTo(State.STOPPED);
        assertThat(run.reason()).isEqualTo("2 of the first 3 copies failed");
        run.heard(run.order().changed(Wish.RUN, "bob", now));
        assertThat(run.next(false, now)).isEqualTo(new Course.PutIn(100));
    }

    @Test
    void pausesResumesAndIsCancelled() {
        Run run = run(JobOptions.DEFAULT);
        putIn(run, 2);
        run.heard(run.order().changed(Wish.PAUSE, "bob", now));
        assertThat(run.next(false, now)).isEqualTo(new Course.Rest(null));
        assertThat(run.state()).isEqualTo(State.PAUSED);
        assertThat(run.reason()).isEqualTo("by bob");
        assertThat(progress(run).changesSeen()).isEqualTo(1);
        run.heard(run.order().changed(Wish.RUN, "bob", now));
        assertThat(run.next(false, now)).isInstanceOf(Course.PutIn.class);
        run.heard(run.order().changed(Wish.CANCEL, "cid", now));
        assertThat(run.next(false, now)).isEqualTo(new Course.Over());
        assertThat(run.state()).isEqualTo(State.CANCELLED);
        run.heard(run.order().changed(Wish.RUN, "bob", now));
        assertThat(run.next(false, now)).as("that is final").isEqualTo(new Course.Over());
    }

    @Test
    void givesUpWaitingForEndsThatDoNotCome() {
        Run run = run(JobOptions.DEFAULT);
        putIn(run, 2);
        run.next(true, now);
        assertThat(run.next(true, now.plus(Duration.ofHours(8)))).isEqualTo(new Course.Over());
        assertThat(run.reason()).isEqualTo("2 copies have not ended within PT7H");
    }

    @Test
    void aPurgeHasNothingToWaitFor() {
        Run run = new Run(
                Letters.order(JobOrder.Kind.PURGE, LetterSelection.ALL, JobOptions.DEFAULT),
                Run.beginning(Letters.redrive(JobOptions.DEFAULT), List.of(), List.of(), now),
                now);
        putIn(run, 5_000);
        assertThat(run.next(false, now)).isEqualTo(new Course.PutIn(1_000));
        assertThat(run.next(true, now)).isEqualTo(new Course.Over());
    }

    @Test
    void goesOnFromWhatWasWrittenOfIt() {
        JobOptions options = Letters.options(null, 3, 0.5, 100);
        Run before = run(options);
        putIn(before, 3);
        ended(before, "++");
        Run after = new Run(Letters.redrive(options), progress(before), now);
        assertThat(after.next(false, now)).isEqualTo(new Course.Rest(null));
        assertThat(after.inFlight()).isEqualTo(1);
        ended(after, "+");
        assertThat(after.next(false, now)).isEqualTo(new Course.PutIn(100));
        assertThat(progress(after).recent()).isEqualTo("+++");
    }

    /** An hour of a job whose function fails after a while: simulated, ends come a minute late. */
    @Test
    void theStopRuleHoldsHoweverLateTheEndsCome() {
        JobOptions options = new JobOptions(null, null, null, 50.0, 0, 0.2, 100, 20, 400, 3, false);
        Run run = run(options);
        java.util.ArrayDeque<Instant> ends = new java.util.ArrayDeque<>();
        long putIn = 0;
        for (int second = 0; second < 3_600 && run.state() == State.RUNNING; second++) {
            now = now.plusSeconds(1);
            while (!ends.isEmpty() && !ends.peek().isAfter(now)) {
                ends.remove();
                run.ended(false);
            }
            if (run.next(false, now) instanceof Course.PutIn(var atMost)) {
                putIn(run, atMost);
                putIn += atMost;
                for (int i = 0; i < atMost; i++) {
                    ends.add(now.plusSeconds(60));
                }
            }
        }
        assertThat(run.state()).isEqualTo(State.STOPPED);
        assertThat(putIn).as("no more than may be in flight").isLessThanOrEqualTo(400);
    }

    private Run run(JobOptions options) {
        JobOrder order = Letters.redrive(options);
        return new Run(order, Run.beginning(order, List.of(), List.of(), now), now);
    }

    private void putIn(Run run, int number) {
        for (int i = 0; i < number; i++) {
            Found found = Letters.found("flaky");
            Verdict verdict =
                    new Chooser(run.order(), new Account("us-east-1", "000000000000")).judge(found, Set.of(), now);
            run.saw(found.id(), verdict, now);
        }
    }

    private static void ended(Run run, String ends) {
        ends.chars().forEach(end -> run.ended(end == '+'));
    }

    private JobProgress progress(Run run) {
        return run.progress(List.of(), List.of(), now);
    }
}
