package dev.sendoff.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an invocation stands, put together from facts of several topics.
 *
 * <p>Facts may come in any order and more than once: the state depends on which facts came, not on when. It consists of
 * what the furthest fact says (the order is by {@link #requeues}, then {@link #phase}; an end is the furthest of its
 * requeue), and of what every fact adds: the attempts that are finished, the function, the home.
 *
 * @param function empty if the record named none
 * @param qualifier null if none was named, or none is known yet
 * @param acceptedAt null while nothing but the start of an attempt is known
 * @param availableAt from when on it may run for the first time; null while that is not known
 * @param endedAt null before the end
 * @param waiting null if it does not wait
 * @param attempts the finished ones by their number, at most {@value #MAX_ATTEMPTS}, beyond which the middle ones are
 *     left out; then, while the status is {@code RUNNING}, the one that runs
 * @param deadLetterReason null unless it was given up
 * @param deadLetterMessage null unless it was given up
 * @param letterOffset where its dead letter stands on {@code dead-letters}; null unless it was given up
 * @param deliveries what came of it after its end, by kind and the invocation that brings it; at most {@value #MAX_DELIVERIES},
 *     beyond which the oldest are left out
 * @param origin of what earlier invocation it comes
 * @param requeues how often it had been put back when the furthest fact came to be
 * @param phase how far it has come since it was last put back
 */
public record DeliveryState(
        RequestId id,
        String function,
        @Nullable String qualifier,
        Status status,
        @Nullable Instant acceptedAt,
        @Nullable Instant availableAt,
        @Nullable Instant endedAt,
        @Nullable Waiting waiting,
        List<AttemptState> attempts,
        @Nullable DeadLetterReason deadLetterReason,
        @Nullable String deadLetterMessage,
        @Nullable Long letterOffset,
        Home home,
        List<Delivery> deliveries,
        Origin origin,
        int requeues,
        Phase phase) {

    /** No state holds more finished attempts than this: the first ones and the last ones are kept. */
    public static final int MAX_ATTEMPTS = 100;

    /** Longer messages are cut to this many characters. */
    public static final int MAX_MESSAGE_LENGTH = 1024;

    /** No state holds more deliveries than this. */
    public static final int MAX_DELIVERIES = 20;

    static final int MAX_TYPE_LENGTH = 256;

    public DeliveryState {
        attempts = List.copyOf(attempts);
        deliveries = List.copyOf(deliveries);
    }

    /** What users see. */
    public enum Status {
        QUEUED,
        RUNNING,
        WAITING,
        SUCCEEDED,
        DEAD_LETTERED,
        CANCELLED;

        public boolean isTerminal() {
            return switch (this) {
                case SUCCEEDED, DEAD_LETTERED, CANCELLED -> true;
                case QUEUED, RUNNING, WAITING -> false;
            };
        }
    }

    /** How far an invocation has come since it was last put back, in this order. */
    public enum Phase {
        WAITING,
        QUEUED,
        RUNNING,
        ENDED
    }

    /**
     * What an invocation waits for, and until when.
     *
     * @param why a sentence, if there is more to say; null otherwise
     */
    public record Waiting(
            Reason reason, Instant until, @Nullable String why) {
        public enum Reason {
            /** A failed attempt is to be repeated. */
            RETRY,
            /** The caller asked for it. */
            DELAY,
            /** There was no room for it: its function runs as often as it may, or no executor could run it. */
            CAPACITY,
            /** It is kept back. */
            HELD
        }
    }

    /**
     * Where an invocation lives.
     *
     * @param partition the same number on every topic
     * @param offset of its first record on {@code invocations}; null while none is known
     */
    public record Home(int partition, @Nullable Long offset) {}

    /**
     * One attempt, finished or not.
     *
     * @param endedAt null while it runs
     * @param errorType null unless it failed
     * @param errorMessage null unless it failed
     */
    public record AttemptState(
            int number,
            Instant startedAt,
            @Nullable Instant endedAt,
            boolean redelivered,
            AttemptOutcome outcome,
            @Nullable String errorType,
            @Nullable String errorMessage) {

        static AttemptState finished(Attempt attempt) {
            FunctionError error = attempt.error();
            return new AttemptState(
                    attempt.number(),
                    attempt.startedAt(),
                    attempt.endedAt(),
                    attempt.redelivered(),
                    error == null ? AttemptOutcome.SUCCEEDED : AttemptOutcome.FAILED,
                    error == null ? null : cut(error.type(), MAX_TYPE_LENGTH),
                    error == null ? null : cut(error.message(), MAX_MESSAGE_LENGTH));
        }

        static AttemptState running(AttemptStarted started) {
            return new AttemptState(
                    started.number(),
                    started.startedAt(),
                    null,
                    started.redelivered(),
                    AttemptOutcome.RUNNING,
                    null,
                    null);
        }

        public boolean isFinished() {
            return outcome != AttemptOutcome.RUNNING;
        }
    }

    public enum AttemptOutcome {
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    /** What the first fact alone says. */
    public static DeliveryState first(DeliveryFact fact) {
        return new DeliveryState(
                        fact.id(),
                        fact.function(),
                        fact.qualifier(),
                        fact.status(),
                        fact.acceptedAt(),
                        fact.availableAt(),
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        new Home(fact.partition(), null),
                        List.of(),
                        fact.origin(),
                        fact.requeues(),
                        fact.phase())
                .apply(fact);
    }

    /** This state, with what {@code fact} adds to it; the same state if it adds nothing. */
    public DeliveryState apply(DeliveryFact fact) {
        boolean leads = leads(fact);
        DeliveryState next = new DeliveryState(
                id,
                function.isEmpty() ? fact.function() : function,
                qualifier == null ? fact.qualifier() : qualifier,
                leads ? fact.status() : status,
                acceptedAt == null ? fact.acceptedAt() : acceptedAt,
                availableAt == null ? fact.availableAt() : availableAt,
                leads ? fact.endedAt() : endedAt,
                leads ? fact.waiting() : waiting,
                attempts(fact, leads),
                leads ? fact.deadLetterReason() : deadLetterReason,
                leads ? cut(fact.deadLetterMessage(), MAX_MESSAGE_LENGTH) : deadLetterMessage,
                leads ? fact.letterOffset() : letterOffset,
                home(fact),
                deliveries(fact),
                origin.equals(Origin.CALLER) ? fact.origin() : origin,
                leads ? fact.requeues() : requeues,
                leads ? fact.phase() : phase);
        return next.equals(this) ? this : next;
    }

    /** Whether nothing is known but what came of it: all else has not been heard yet, or has been forgotten. */
    public boolean isKnownByDeliveriesOnly() {
        return requeues < 0;
    }

    /** Whether it is a dead letter that nobody has purged, be it of what was cancelled. */
    public boolean isLetter() {
        return (status == Status.DEAD_LETTERED || status == Status.CANCELLED) && !hasCome(Delivery.Kind.PURGE);
    }

    /** Whether something of that kind has come of it. */
    public boolean hasCome(Delivery.Kind kind) {
        for (Delivery delivery : deliveries) {
            if (delivery.kind() == kind) {
                return true;
            }
        }
        return false;
    }

    /** The failure that it was given up after; null if no attempt has failed. */
    public @Nullable AttemptState lastFailure() {
        for (AttemptState attempt : attempts.reversed()) {
            if (attempt.outcome() == AttemptOutcome.FAILED) {
                return attempt;
            }
        }
        return null;
    }

    /** Of two facts that are equally far, such as two starts of one attempt, the later leads. */
    private boolean leads(DeliveryFact fact) {
        if (fact.requeues() != requeues) {
            return fact.requeues() > requeues;
        }
        int further = fact.phase().compareTo(phase);
        if (further != 0 || !(fact instanceof DeliveryFact.Started started)) {
            return further >= 0;
        }
        AttemptState running = running();
        return running == null || !started.attempt().startedAt().isBefore(running.startedAt());
    }

    private @Nullable AttemptState running() {
        for (AttemptState attempt : attempts) {
            if (!attempt.isFinished()) {
                return attempt;
            }
        }
        return null;
    }

    private Home home(DeliveryFact fact) {
        Long offset = fact.offset();
        Long known = home.offset();
        return offset == null || (known != null && known <= offset) ? home : new Home(home.partition(), offset);
    }

    private List<Delivery> deliveries(DeliveryFact fact) {
        Delivery heard = fact.delivery();
        if (heard == null) {
            return deliveries;
        }
        Delivery news = heard.cut(MAX_TYPE_LENGTH, MAX_MESSAGE_LENGTH);
        List<Delivery> next = new ArrayList<>(deliveries.size() + 1);
        for (Delivery known : deliveries) {
            if (!known.isOfTheSame(news)) {
                next.add(known);
            } else if (known.supersedes(news)) {
                news = known;
            }
        }
        next.add(news);
        next.sort(Delivery.ORDER);
        if (next.size() > MAX_DELIVERIES) {
            next.removeFirst();
        }
        return next;
    }

    private List<AttemptState> attempts(DeliveryFact fact, boolean leads) {
        AttemptState running = leads ? fact.running() : running();
        Attempt ended = fact.endedAttempt();
        AttemptState finished = ended == null ? null : AttemptState.finished(ended);
        if (finished == null && !leads) {
            return attempts;
        }
        List<AttemptState> next = new ArrayList<>(attempts.size() + 1);
        for (AttemptState attempt : attempts) {
            if (attempt.isFinished() && (finished == null || attempt.number() != finished.number())) {
                next.add(attempt);
            } else if (attempt.isFinished() && finished != null && LATER.compare(attempt, finished) > 0) {
                finished = attempt;
            }
        }
        if (finished != null) {
            next.add(finished);
        }
        next.sort(LATER);
        if (next.size() > MAX_ATTEMPTS) {
            next.subList(MAX_ATTEMPTS / 2, next.size() - MAX_ATTEMPTS / 2).clear();
        }
        if (running != null) {
            next.add(running);
        }
        return next;
    }

    private static final Comparator<AttemptState> LATER = Comparator.comparingInt(AttemptState::number)
            .thenComparing(AttemptState::startedAt)
            .thenComparing(attempt -> attempt.endedAt() == null ? Instant.MAX : attempt.endedAt())
            .thenComparing(AttemptState::outcome);

    static @Nullable String cut(@Nullable String text, int length) {
        if (text == null || text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end);
    }
}
