package dev.sendoff.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.ingest.LambdaError;
import dev.sendoff.problems.UnknownRequest;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaErrorFormTest {

    private final LambdaErrorForm form = new LambdaErrorForm();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/2015-03-31/functions/hello",
                "/2021-11-15/functions/hello/response-streaming-invocations",
                "/2020-06-30/",
                "/2020-06-30"
            })
    void whatBeginsWithADateIsLambdas(String path) {
        assertThat(form.covers(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/invocations", "/", "", "/2015-03-31x/functions", "/v1/2015-03-31/functions"})
    void otherPathsAreNot(String path) {
        assertThat(form.covers(path)).isFalse();
    }

    @Test
    void theErrorNamesMethodAndPath() {
        LambdaError error = LambdaErrorForm.error(
                new UnknownRequest("POST", "/2021-11-15/functions/hello/response-streaming-invocations", Set.of()));
        assertThat(error.code().code()).isEqualTo("UnknownOperationException");
        assertThat(error.code().status()).isEqualTo(404);
        assertThat(LambdaResponses.body(error))
                .asString(UTF_8)
                .isEqualTo("{\"Type\":\"User\",\"message\":\"Sendoff does not have the operation POST "
                        + "/2021-11-15/functions/hello/response-streaming-invocations\"}");
    }

    @Test
    void aMethodThatIsMissingOfAPathThatIsThereIs405() {
        LambdaError error =
                LambdaErrorForm.error(new UnknownRequest("DELETE", "/2015-03-31/functions/hello", Set.of("GET")));
        assertThat(error.code().code()).isEqualTo("UnknownOperationException");
        assertThat(error.code().status()).isEqualTo(405);
    }
}
