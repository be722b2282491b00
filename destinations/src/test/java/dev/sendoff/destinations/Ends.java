package dev.sendoff.destinations;

import dev.sendoff.core.Account;
import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Success;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Ended invocations to test with. */
final class Ends {

    static final Account ACCOUNT = new Account("us-east-1", "000000000000");
    static final Instant NOW = Instant.parse("2026-11-25T10:00:00.120Z");
    static final int HOME = 3;
    static final RequestId ID = RequestId.generate(HOME, NOW, new Random(1));

    private Ends() {}

    static Invocation invocation(@Nullable String qualifier, String payload) {
        return Invocation.accepted(ID, "work", qualifier, payload, NOW.minusSeconds(5), "Root=1-1-1");
    }

    static Success success(Invocation invocation, @Nullable String destination) {
        return Success.of(
                invocation,
                new Attempt(1, NOW.minusSeconds(1), NOW, false, null),
                "{\"done\":true}",
                new Aftermath("7", destination, null, null));
    }

    static DeadLetter deadLetter(
            Invocation invocation, DeadLetterReason reason, int attempts, @Nullable String destination) {
        return deadLetter(invocation, reason, attempts, new Aftermath("$LATEST", null, destination, null));
    }

    static DeadLetter deadLetter(Invocation invocation, DeadLetterReason reason, int attempts, Aftermath then) {
        Attempt last = attempts == 0
                ? null
                : new Attempt(
                        attempts,
                        NOW.minusSeconds(1),
                        NOW,
                        false,
                        new FunctionError(
                                "ValueError",
                                "no luck",
                                "{\"errorMessage\":\"no luck\",\"errorType\":\"ValueError\"}"));
        return DeadLetter.of(invocation, last, new Disposition.DeadLetter(reason, "given up"), then, NOW);
    }
}
