package dev.sendoff.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that Sendoff does not know are refused in the form that their clients can read. */
@ExtendWith(SharedSendoff.class)
class WhatIsNotThereIT {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /2021-11-15/functions/hello/response-streaming-invocations | 404
            GET    | /2015-03-31/event-source-mappings/                         | 404
            GET    | /2015-03-31/functions/hello/policy                         | 404
            PUT    | /2015-03-31/functions/hello                                | 405
            GET    | /2015-03-31/functions/hello/invocations                    | 405
            """)
    void anOperationOfLambdasIsAnErrorThatItsClientsRead(String method, String path, int status, Http http) {
        Http.Response answer = http.send(method, path, "", Map.of());
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/json");
        assertThat(answer.header("x-amzn-ErrorType")).hasValue("UnknownOperationException");
        assertThat(answer.header("x-amzn-RequestId")).isPresent();
        assertThat(answer.json().path("message").asText())
                .isEqualTo("Sendoff does not have the operation " + method + " " + path);
        assertThat(answer.header("Allow").isPresent()).isEqualTo(status == 405);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /v1/nothing                        | 404 |
            POST   | /v1/functions/hello                | 404 |
            GET    | /nothing?at=all                    | 404 |
            PUT    | /v1/invocations/ID                 | 405 | DELETE, GET, HEAD, OPTIONS
            POST   | /v1/invocations                    | 405 | GET, HEAD, OPTIONS
            POST   | /v1/functions/hello/retry-policy   | 405 | DELETE, GET, HEAD, OPTIONS, PUT
            GET    | /executor/v1/functions/hello/invocations | 405 | OPTIONS, POST
            """)
    void aRequestOfTheNativeApiIsAProblem(String method, String path, int status, String allow, Http http) {
        Http.Response answer = http.send(method, path, "", Map.of());
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("type").asText()).isEqualTo("about:blank");
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).contains(path.replaceFirst("\\?.*", ""));
        assertThat(answer.header("Allow").orElse(null)).isEqualTo(allow);
    }

    @Test
    void whatCannotBeSaidInAnAcceptedFormIsAProblem(Http http) {
        Http.Response answer = http.send("GET", "/v1/invocations", "", Map.of("Accept", "text/html"));
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void whatIsNotSendoffsOwnIsStillThere(Http http) {
        assertThat(http.get("/q/health/live").status()).isEqualTo(200);
        assertThat(http.get("/q/metrics").status()).isEqualTo(200);
    }

    @Test
    void theDescriptionNamesTheNativeApiAlone(Http http) {
        JsonNode paths = http.send("GET", "/q/openapi?format=json", "", Map.of("Accept", "application/json"))
                .json()
                .path("paths");
        assertThat(paths.fieldNames())
                .toIterable()
                .contains("/v1/invocations/{id}")
                .allSatisfy(path -> assertThat(path).startsWith("/v1/"));
    }
}
