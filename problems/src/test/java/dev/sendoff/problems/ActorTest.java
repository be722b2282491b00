package dev.sendoff.problems;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActorTest {

    @Test
    void knowsWhoAsks() {
        assertThat(Actor.of(" ann\n", "AWS4-HMAC-SHA256 Credential=AKID/2026")).isEqualTo("ann");
        assertThat(Actor.of(null, "AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/lambda/aws4_request, Sig"))
                .isEqualTo("AKID");
        assertThat(Actor.of("", "Bearer x")).isEqualTo("anonymous");
    }
}
