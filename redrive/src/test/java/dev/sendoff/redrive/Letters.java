package dev.sendoff.redrive;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Dead letters and jobs, as tests need them. */
final class Letters {

    static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    static final UUID JOB = new UUID(7, 8);
    static final int HOME = 3;

    private static final Random RANDOM = new Random(1);

    private Letters() {}

    static Invocation event(String function) {
        return Invocation.accepted(
                RequestId.generate(HOME, T0, RANDOM), function, "live", "{\"n\":1}", T0, "Root=1-2-3");
    }

    static DeadLetter letter(Invocation event) {
        Attempt failed = new Attempt(3, T0, T0, false, new FunctionError("java.io.IOException", "no luck", "{}"));
        return DeadLetter.of(
                event,
                failed,
                new Disposition.DeadLetter(DeadLetterReason.RETRIES_EXHAUSTED, "enough"),
                Aftermath.NONE,
                T0.plusSeconds(9));
    }

    static Found found(String function) {
        return found(event(function));
    }

    static Found found(Invocation event) {
        DeadLetter letter = letter(event);
        return new Found.Letter(letter, HOME, letter.payload());
    }

    /** Put in again so often. */
    static Found putIn(int times) {
        Origin origin = new Origin(
                null,
                new Origin.CopyOf(
                        dev.sendoff.core.Delivery.Kind.REDRIVE, event("flaky").id(), HOME, times, JOB));
        return found(event("flaky").comeOf(origin));
    }

    static JobOrder order(JobOrder.Kind kind, LetterSelection selection, JobOptions options) {
        return new JobOrder(JOB, kind, selection, List.of(), options, null, "ann", T0, JobOrder.Wish.RUN, 0, "ann", T0);
    }

    static JobOrder redrive(JobOptions options) {
        return order(JobOrder.Kind.REDRIVE, LetterSelection.ALL, options);
    }

    /** As by default, but for its pace and its stop rule. */
    static JobOptions options(Double ratePerSecond, int canary, Double stopAtFailureRate, int maxInFlight) {
        return new JobOptions(null, null, null, ratePerSecond, canary, stopAtFailureRate, 10, 5, maxInFlight, 3, false);
    }

    /** To another place, or with another event. */
    static JobOptions instead(String function, String qualifier, String payload) {
        return new JobOptions(function, qualifier, payload, null, 0, null, 10, 5, 100, 3, false);
    }
}
