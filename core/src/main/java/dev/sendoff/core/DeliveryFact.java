package dev.sendoff.core;

import dev.sendoff.core.DeliveryState.AttemptState;
import dev.sendoff.core.DeliveryState.Phase;
import dev.sendoff.core.DeliveryState.Status;
import dev.sendoff.core.DeliveryState.Waiting;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one record of one topic says of an invocation. What a fact does not know is null. */
public sealed interface DeliveryFact {

    RequestId id();

    String function();

    /** The partition that the record stood in, which is the invocation's home. */
    int partition();

    int requeues();

    Phase phase();

    Status status();

    default @Nullable String qualifier() {
        return null;
    }

    default @Nullable Instant acceptedAt() {
        return null;
    }

    default @Nullable Instant availableAt() {
        return null;
    }

    default @Nullable Instant endedAt() {
        return null;
    }

    default @Nullable Waiting waiting() {
        return null;
    }

    /** The finished attempt that the fact tells of. */
    default @Nullable Attempt endedAttempt() {
        return null;
    }

    /** The attempt that the fact says is under way. */
    default @Nullable AttemptState running() {
        return null;
    }

    /** Where it stands on {@code invocations}. */
    default @Nullable Long offset() {
        return null;
    }

    default @Nullable DeadLetterReason deadLetterReason() {
        return null;
    }

    default @Nullable String deadLetterMessage() {
        return null;
    }

    /** Where its dead letter stands on {@code dead-letters}. */
    default @Nullable Long letterOffset() {
        return null;
    }

    /** Of what earlier invocation it comes, as far as the fact knows. */
    default Origin origin() {
        return Origin.CALLER;
    }

    /** What came of it after its end. */
    default @Nullable Delivery delivery() {
        return null;
    }

    /** It stands on {@code invocations}, to be run. */
    record Queued(Invocation invocation, int partition, Long offset) implements DeliveryFact {
        @Override
        public RequestId id() {
            return invocation.id();
        }

        @Override
        public String function() {
            return invocation.function();
        }

        @Override
        public @Nullable String qualifier() {
            return invocation.qualifier();
        }

        @Override
        public Origin origin() {
            return invocation.origin();
        }

        @Override
        public int requeues() {
            return invocation.requeues();
        }

        @Override
        public Phase phase() {
            return Phase.QUEUED;
        }

        @Override
        public Status status() {
            return Status.QUEUED;
        }

        @Override
        public Instant acceptedAt() {
            return invocation.acceptedAt();
        }

        @Override
        public Instant availableAt() {
            return invocation.availableAt();
        }

        @Override
        public @Nullable Attempt endedAttempt() {
            return invocation.lastAttempt();
        }
    }

    /** It stands on {@code retries}, to wait. */
    record Waits(Invocation invocation, int partition) implements DeliveryFact {
        @Override
        public RequestId id() {
            return invocation.id();
        }

        @Override
        public String function() {
            return invocation.function();
        }

        @Override
        public @Nullable String qualifier() {
            return invocation.qualifier();
        }

        @Override
        public Origin origin() {
            return invocation.origin();
        }

        @Override
        public int requeues() {
            return invocation.requeues();
        }

        @Override
        public Phase phase() {
            return Phase.WAITING;
        }

        @Override
        public Status status() {
            return Status.WAITING;
        }

        @Override
        public Instant acceptedAt() {
            return invocation.acceptedAt();
        }

        @Override
        public Instant availableAt() {
            return invocation.availableAt();
        }

        @Override
        public Waiting waiting() {
            Instant notBefore = invocation.notBefore();
            Hold hold = invocation.hold();
            return new Waiting(
                    reason(),
                    notBefore == null ? invocation.availableAt() : notBefore,
                    hold == null ? null : "held: " + DeliveryState.cut(hold.why(), DeliveryState.MAX_MESSAGE_LENGTH));
        }

        private Waiting.Reason reason() {
            if (invocation.hold() != null) {
                return Waiting.Reason.HELD;
            }
            if (invocation.throttles() > 0) {
                return Waiting.Reason.CAPACITY;
            }
            return invocation.requeues() > 0 || invocation.attempt() > 1 ? Waiting.Reason.RETRY : Waiting.Reason.DELAY;
        }

        @Override
        public @Nullable Attempt endedAttempt() {
            return invocation.lastAttempt();
        }
    }

    /** An attempt is under way. */
    record Started(AttemptStarted attempt, int partition) implements DeliveryFact {
        @Override
        public RequestId id() {
            return attempt.id();
        }

        @Override
        public String function() {
            return attempt.function();
        }

        @Override
        public int requeues() {
            return attempt.requeues();
        }

        @Override
        public Phase phase() {
            return Phase.RUNNING;
        }

        @Override
        public Status status() {
            return Status.RUNNING;
        }

        @Override
        public AttemptState running() {
            return AttemptState.running(attempt);
        }
    }

    /** It has come to its good end. */
    record Succeeded(Success success, int partition) implements DeliveryFact {
        @Override
        public RequestId id() {
            return success.id();
        }

        @Override
        public String function() {
            return success.function();
        }

        @Override
        public @Nullable String qualifier() {
            return success.qualifier();
        }

        @Override
        public Origin origin() {
            return success.origin();
        }

        @Override
        public int requeues() {
            return success.requeues();
        }

        @Override
        public Phase phase() {
            return Phase.ENDED;
        }

        @Override
        public Status status() {
            return Status.SUCCEEDED;
        }

        @Override
        public Instant acceptedAt() {
            return success.acceptedAt();
        }

        @Override
        public Instant endedAt() {
            return success.attempt().endedAt();
        }

        @Override
        public Attempt endedAttempt() {
            return success.attempt();
        }
    }

    /** It was given up. */
    record GivenUp(DeadLetter letter, int partition, Long letterOffset) implements DeliveryFact {
        @Override
        public RequestId id() {
            return letter.id();
        }

        @Override
        public String function() {
            return letter.function();
        }

        @Override
        public @Nullable String qualifier() {
            return letter.qualifier();
        }

        @Override
        public Origin origin() {
            return letter.origin();
        }

        @Override
        public int requeues() {
            return letter.requeues();
        }

        @Override
        public Phase phase() {
            return Phase.ENDED;
        }

        @Override
        public Status status() {
            return letter.reason() == DeadLetterReason.CANCELLED ? Status.CANCELLED : Status.DEAD_LETTERED;
        }

        @Override
        public Instant acceptedAt() {
            return letter.acceptedAt();
        }

        @Override
        public Instant endedAt() {
            return letter.endedAt();
        }

        @Override
        public @Nullable Attempt endedAttempt() {
            return letter.lastAttempt();
        }

        @Override
        public DeadLetterReason deadLetterReason() {
            return letter.reason();
        }

        @Override
        public String deadLetterMessage() {
            return letter.message();
        }
    }

    /** Something came of it after its end. That says how it ended only in so far as it has: any other fact leads. */
    record Forwarded(Delivery delivery, int partition) implements DeliveryFact {
        @Override
        public RequestId id() {
            return delivery.id();
        }

        /** A copy may have been put in for another function than its own. */
        @Override
        public String function() {
            return "";
        }

        @Override
        public int requeues() {
            return -1;
        }

        @Override
        public Phase phase() {
            return Phase.WAITING;
        }

        @Override
        public Status status() {
            return Status.QUEUED;
        }
    }
}
