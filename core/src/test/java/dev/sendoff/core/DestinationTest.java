package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    @Test
    void tellsWhatAnAddressStandsFor() {
        assertThat(Destination.parse("kafka://orders.done")).isEqualTo(new Destination.Topic("orders.done"));
        String arn = "arn:aws:lambda:us-east-1:000000000000:function:work:live";
        assertThat(Destination.parse(arn))
                .isEqualTo(new Destination.OfFunction(arn, "us-east-1", "000000000000", "work", "live"));
        assertThat(Destination.parse("arn:aws:lambda:us-east-1:000000000000:function:work"))
                .isInstanceOfSatisfying(
                        Destination.OfFunction.class,
                        function -> assertThat(function.qualifier()).isNull());
        assertThat(Destination.parse("arn:aws:sqs:us-east-1:000000000000:q"))
                .isInstanceOfSatisfying(
                        Destination.OfService.class,
                        service -> assertThat(service.service()).isEqualTo("sqs"));
        assertThat(Destination.parse("arn:aws:s3:::bucket"))
                .isInstanceOfSatisfying(
                        Destination.OfService.class,
                        service -> assertThat(service.service()).isEqualTo("s3"));
        assertThat(Destination.parse("https://Example.org:8443/hook?a=b"))
                .isInstanceOfSatisfying(
                        Destination.Webhook.class,
                        webhook -> assertThat(webhook.authority()).isEqualTo("example.org:8443"));
    }

    @Test
    void whatFailsTogetherIsCarriedByOneFunction() {
        assertThat(Destination.parse("https://a.example.org/1").carrier())
                .isEqualTo(Destination.parse("https://A.example.org/2").carrier())
                .isNotEqualTo(Destination.parse("https://b.example.org/1").carrier())
                .hasValueSatisfying(
                        name -> assertThat(Destination.isCarrier(name)).isTrue());
        assertThat(Destination.isCarrier("hello")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka://",
                "kafka://..",
                "kafka://a b",
                "kafka://a/b",
                "https://",
                "https://user:secret@example.org/",
                "https://example.org/#part",
                "https://example.org:0/",
                "https://exa mple.org/",
                "ftp://example.org/",
                "arn:aws:lambda:us-east-1:000000000000:function:",
                "arn:aws:lambda:us-east-1:000000000000:layer:x",
                "arn:aws:sqs",
                "orders",
                ""
            })
    void refusesWhatIsNone(String address) {
        assertThatIllegalArgumentException().isThrownBy(() -> Destination.parse(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka://orders.done",
                "arn:aws:lambda:us-east-1:000000000000:function:work:$LATEST",
                "arn:aws:events:us-east-1:000000000000:event-bus/x",
                "http://127.0.0.1:3000/x"
            })
    void anAddressIsKeptAsItIs(String address) {
        assertThat(Destination.parse(address).address()).isEqualTo(address);
    }
}
