package dev.sendoff.state.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.RequestId;
import dev.sendoff.state.LetterKey;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LettersRequestTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final String CURSOR = Cursor.write(LetterKey.of(T0, new RequestId(new UUID(1, 2))));

    @Test
    void showsAHundredOfAllWhereNothingIsSaid() {
        LettersRequest request = of(null, null, null, null, null, null);
        assertThat(request.limit()).isEqualTo(100);
        assertThat(request.filter().selection()).isEqualTo(LetterSelection.ALL);
        assertThat(request.filter().redriven()).isNull();
    }

    @Test
    void readsEveryParameterAndWritesItAgain() {
        LettersRequest request = LettersRequest.of(new LettersRequest.Parameters(
                "hello",
                "UNREADABLE",
                "E",
                "2026-11-23T11:00:00+01:00",
                "2026-11-24T10:00:00Z",
                "a b",
                "false",
                "7",
                CURSOR));
        assertThat(request.filter().selection())
                .isEqualTo(new LetterSelection(
                        "hello", DeadLetterReason.UNREADABLE, "E", T0, T0.plusSeconds(86_400), "a b"));
        assertThat(request.query())
                .isEqualTo("limit=7&function=hello&reason=UNREADABLE&errorType=E&since=2026-11-23T10%3A00%3A00Z"
                        + "&until=2026-11-24T10%3A00%3A00Z&text=a+b&redriven=false&cursor=" + CURSOR);
    }

    @Test
    void refusesWhatItCannotReadAndSaysWhatIsAllowed() {
        assertThatThrownBy(() -> of("unreadable", null, null, null, null, null))
                .hasMessageContaining("reason must be one of [RETRIES_EXHAUSTED");
        assertThatThrownBy(() -> of(null, "yesterday", null, null, null, null))
                .hasMessageContaining("since must be a time");
        assertThatThrownBy(() -> of(null, null, "tomorrow", null, null, null))
                .hasMessageContaining("until must be a time");
        assertThatThrownBy(() -> of(null, null, null, "x".repeat(257), null, null))
                .hasMessageContaining("text must be 256 characters at most");
        assertThatThrownBy(() -> of(null, null, null, null, "yes", null))
                .hasMessageContaining("redriven must be true or false");
        assertThatThrownBy(() -> of(null, null, null, null, null, "AAAA"))
                .hasMessageContaining("cursor must be one that");
    }

    private static LettersRequest of(
            String reason, String since, String until, String text, String redriven, String cursor) {
        return LettersRequest.of(
                new LettersRequest.Parameters(null, reason, null, since, until, text, redriven, null, cursor));
    }
}
