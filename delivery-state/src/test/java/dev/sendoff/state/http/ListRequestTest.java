package dev.sendoff.state.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.core.DeliveryState.Status;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListRequestTest {

    private static final String CURSOR =
            Cursor.write(dev.sendoff.state.StateKey.of(new dev.sendoff.core.RequestId(new UUID(1, 2))));

    @Test
    void showsAHundredOfAllWhereNothingIsSaid() {
        ListRequest request = ListRequest.of(null, null, null, null, null);
        assertThat(request.limit()).isEqualTo(100);
        assertThat(request.filter().function()).isNull();
        assertThat(request.filter().before()).isNull();
    }

    @Test
    void readsEveryParameterAndWritesItAgain() {
        ListRequest request = ListRequest.of("hello", "DEAD_LETTERED", "2026-11-23T11:00:00+01:00", "1000", CURSOR);
        assertThat(request.filter().status()).isEqualTo(Status.DEAD_LETTERED);
        assertThat(request.filter().since()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(request.query())
                .isEqualTo("limit=1000&function=hello&status=DEAD_LETTERED&since=2026-11-23T10%3A00%3A00Z&cursor="
                        + CURSOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "many", "", "99999999999"})
    void refusesALimitAndSaysWhatIsAllowed(String limit) {
        assertThatThrownBy(() -> ListRequest.of(null, null, null, limit, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("limit must be a number from 1 to 1000, not '" + limit + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "queued, , , status must be one of [QUEUED",
        ", yesterday, , since must be a time such as",
        ", , AAAA, cursor must be one that",
        ", , '!', cursor must be one that"
    })
    void refusesWhatItCannotReadAndSaysWhatIsAllowed(String status, String since, String cursor, String message) {
        assertThatThrownBy(() -> ListRequest.of(null, status, since, null, cursor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesANameThatNoFunctionCanHave() {
        assertThatThrownBy(() -> ListRequest.of("a b", null, null, null, null))
                .hasMessageContaining("function must be");
    }
}
