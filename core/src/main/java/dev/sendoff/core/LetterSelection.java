package dev.sendoff.core;

import dev.sendoff.core.DeliveryState.AttemptState;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant. What is null does not restrict it. A state and a letter of the same invocation are judged
 * alike, so that what is put in again is what was listed.
 *
 * @param reason why it was given up; null for any but {@link DeadLetterReason#CANCELLED}, which somebody wanted, and which
 *     therefore has to be asked for
 * @param errorType of the last failure, in full or its simple name
 * @param since given up then or later
 * @param until given up before then
 * @param text is somewhere in the error or in what is said of the letter, in whichever case
 */
public record LetterSelection(
        @Nullable String function,
        @Nullable DeadLetterReason reason,
        @Nullable String errorType,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String text) {

    /** Every one that nobody wanted. */
    public static final LetterSelection ALL = new LetterSelection(null, null, null, null, null, null);

    /** What of a letter a selection looks at. */
    private record Looks(
            String function,
            @Nullable DeadLetterReason reason,
            @Nullable Instant endedAt,
            @Nullable String message,
            @Nullable String errorType,
            @Nullable String errorMessage) {}

    /** Of a state that is no dead letter nothing is said here. */
    public boolean selects(DeliveryState letter) {
        AttemptState failure = letter.lastFailure();
        Looks looks = new Looks(
                letter.function(),
                letter.deadLetterReason(),
                letter.endedAt(),
                letter.deadLetterMessage(),
                failure == null ? null : failure.errorType(),
                failure == null ? null : failure.errorMessage());
        return selects(looks, false);
    }

    public boolean selects(DeadLetter letter) {
        return selects(looks(letter), false);
    }

    /** Of one whose id was given: then what somebody wanted is meant, too. */
    public boolean selectsNamed(DeadLetter letter) {
        return selects(looks(letter), true);
    }

    private static Looks looks(DeadLetter letter) {
        Attempt last = letter.lastAttempt();
        FunctionError error = last == null ? null : last.error();
        return new Looks(
                letter.function(),
                letter.reason(),
                letter.endedAt(),
                DeliveryState.cut(letter.message(), DeliveryState.MAX_MESSAGE_LENGTH),
                error == null ? null : DeliveryState.cut(error.type(), DeliveryState.MAX_TYPE_LENGTH),
                error == null ? null : DeliveryState.cut(error.message(), DeliveryState.MAX_MESSAGE_LENGTH));
    }

    private boolean selects(Looks letter, boolean isNamed) {
        return (function == null || function.equals(letter.function))
                && (reason == null ? isNamed || letter.reason != DeadLetterReason.CANCELLED : reason == letter.reason)
                && (since == null || (letter.endedAt != null && !letter.endedAt.isBefore(since)))
                && (until == null || (letter.endedAt != null && letter.endedAt.isBefore(until)))
                && (errorType == null || isOfType(letter.errorType, errorType))
                && (text == null || hasText(letter, text.toLowerCase(Locale.ROOT)));
    }

    private static boolean isOfType(@Nullable String type, String wanted) {
        return type != null && (type.equals(wanted) || type.endsWith("." + wanted) || type.endsWith("$" + wanted));
    }

    private static boolean hasText(Looks letter, String lowerCase) {
        return contains(letter.message, lowerCase)
                || contains(letter.errorType, lowerCase)
                || contains(letter.errorMessage, lowerCase);
    }

    private static boolean contains(@Nullable String whole, String lowerCase) {
        return whole != null && whole.toLowerCase(Locale.ROOT).contains(lowerCase);
    }
}
