package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LetterSelectionTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

    private final DeadLetter letter = letter("flaky", "java.net.http.HttpTimeoutException", "no answer from Billing");

    @Test
    void selectsEverythingWhereNothingIsSaid() {
        assertIs(true, LetterSelection.ALL);
    }

    @Test
    void selectsByFunctionAndReason() {
        assertIs(true, new LetterSelection("flaky", null, null, null, null, null));
        assertIs(false, new LetterSelection("hello", null, null, null, null, null));
        assertIs(true, new LetterSelection(null, DeadLetterReason.RETRIES_EXHAUSTED, null, null, null, null));
        assertIs(false, new LetterSelection(null, DeadLetterReason.UNREADABLE, null, null, null, null));
    }

    @Test
    void selectsByTheErrorTypeInFullOrItsSimpleName() {
        assertIs(true, errorType("java.net.http.HttpTimeoutException"));
        assertIs(true, errorType("HttpTimeoutException"));
        assertIs(false, errorType("TimeoutException"));
        assertIs(false, errorType("java.net.http"));
    }

    @Test
    void selectsFromATimeOnAndBeforeAnother() {
        assertIs(true, new LetterSelection(null, null, null, T0, T0.plusMillis(1), null));
        assertIs(false, new LetterSelection(null, null, null, T0.plusMillis(1), null, null));
        assertIs(false, new LetterSelection(null, null, null, null, T0, null));
    }

    @Test
    void findsATextInTheErrorAndInTheReasonInWhicheverCase() {
        assertIs(true, text("billing"));
        assertIs(true, text("HTTPTIMEOUT"));
        assertIs(true, text("three attempts"));
        assertIs(false, text("shipping"));
    }

    @Test
    void selectsNoErrorTypeOfALetterThatNeverRan() {
        DeadLetter neverRan = letter("nobody", null, null);
        assertThat(errorType("HttpTimeoutException").selects(neverRan)).isFalse();
        assertThat(text("three attempts").selects(neverRan)).isTrue();
    }

    @Test
    void looksNoFurtherIntoALongMessageThanTheStateKeepsOfIt() {
        DeadLetter wordy = letter("flaky", "E", "x".repeat(DeliveryState.MAX_MESSAGE_LENGTH) + "needle");
        assertThat(text("needle").selects(wordy)).isFalse();
        assertThat(text("needle").selects(stateOf(wordy))).isFalse();
    }

    @Test
    void whatSomebodyWantedIsMeantOnlyWhereItIsAskedForOrNamed() {
        DeadLetter cancelled = DeadLetter.cancelled(
                Invocation.accepted(RequestId.generate(3, T0, new Random(1)), "orders", null, "{}", T0, null),
                "cancelled",
                T0);
        assertThat(LetterSelection.ALL.selects(cancelled)).isFalse();
        assertThat(LetterSelection.ALL.selects(stateOf(cancelled))).isFalse();
        assertThat(LetterSelection.ALL.selectsNamed(cancelled)).isTrue();
        LetterSelection asked = new LetterSelection(null, DeadLetterReason.CANCELLED, null, null, null, null);
        assertThat(asked.selects(cancelled)).isTrue();
        assertThat(asked.selects(stateOf(cancelled))).isTrue();
        assertThat(stateOf(cancelled).status()).isEqualTo(DeliveryState.Status.CANCELLED);
    }

    private void assertIs(boolean selected, LetterSelection selection) {
        assertThat(selection.selects(letter)).as("%s of a letter", selection).isEqualTo(selected);
        assertThat(selection.selects(stateOf(letter)))
                .as("%s of a state", selection)
                .isEqualTo(selected);
    }

    private static LetterSelection errorType(String type) {
        return new LetterSelection(null, null, type, null, null, null);
    }

    private static LetterSelection text(String text) {
        return new LetterSelection(null, null, null, null, null, text);
    }

    private static DeliveryState stateOf(DeadLetter letter) {
        return DeliveryState.first(new DeliveryFact.GivenUp(letter, 3, 17L));
    }

    private static DeadLetter letter(String function, @Nullable String errorType, @Nullable String errorMessage) {
        Invocation invocation = Invocation.accepted(
                RequestId.generate(3, T0, new Random(1)), function, null, "{}", T0.minusSeconds(9), null);
        Attempt attempt = errorType == null || errorMessage == null
                ? null
                : new Attempt(
                        3,
                        T0.minusSeconds(2),
                        T0.minusSeconds(1),
                        false,
                        new FunctionError(errorType, errorMessage, "{}"));
        return DeadLetter.of(
                invocation,
                attempt,
                new Disposition.DeadLetter(DeadLetterReason.RETRIES_EXHAUSTED, "all three attempts have failed"),
                Aftermath.NONE,
                T0);
    }
}
