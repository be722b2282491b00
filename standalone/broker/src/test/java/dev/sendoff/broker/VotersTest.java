package dev.sendoff.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VotersTest {

    @Test
    void areReadAndWrittenAsKafkaHasThem() {
        Voters voters = Voters.parse("2@b:9093, 1@a:9093");
        assertThat(voters).hasToString("1@a:9093,2@b:9093");
        assertThat(voters.addressOf(2)).isEqualTo("b:9093");
    }

    @Test
    void nameTheSameClusterInWhateverOrder() {
        assertThat(Voters.parse("2@b:1,1@a:1").clusterId())
                .isEqualTo(Voters.parse("1@a:1,2@b:1").clusterId())
                .isNotEqualTo(Voters.parse("1@a:1,2@b:2").clusterId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:9093", "1@a", "1@a:9093,", "1@a:1,1@b:1"})
    void whatIsNoListOfVotersIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Voters.parse(text));
    }

    @Test
    void aNodeIsOneOfThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Node(4, "a", 9092, Voters.parse("1@a:9093")))
                .withMessageContaining("node 4 is none of the voters 1@a:9093");
    }
}
