package dev.sendoff.ingest.http.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.ingest.functions.events.EventInvokeConfigs;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventInvokeConfigDocumentTest {

    private static final String ARN = "arn:aws:lambda:us-east-1:123456789012:function:x:$LATEST";

    private static String json(EventInvokeConfig config) throws JsonProcessingException {
        return new ObjectMapper()
                .writeValueAsString(EventInvokeConfigDocument.of(new EventInvokeConfigs.Described(ARN, config)));
    }

    @Test
    void whatIsNotSetIsLeftOutButForTheTwoPlaces() throws JsonProcessingException {
        assertThat(json(new EventInvokeConfig(0, null, null, null, Instant.parse("2019-11-14T02:47:01.479Z"))))
                .isEqualTo("{\"LastModified\":1573699621.479,\"FunctionArn\":\"" + ARN
                        + "\",\"MaximumRetryAttempts\":0,\"DestinationConfig\":{\"OnSuccess\":{},\"OnFailure\":{}}}");
    }

    @Test
    void whatIsSetIsShown() throws JsonProcessingException {
        assertThat(json(new EventInvokeConfig(
                        null, Duration.ofSeconds(60), "kafka://done", "kafka://failed", Instant.ofEpochSecond(10))))
                .isEqualTo("{\"LastModified\":10.000,\"FunctionArn\":\"" + ARN
                        + "\",\"MaximumEventAgeInSeconds\":60,\"DestinationConfig\":{\"OnSuccess\":{\"Destination\":"
                        + "\"kafka://done\"},\"OnFailure\":{\"Destination\":\"kafka://failed\"}}}");
    }
}
