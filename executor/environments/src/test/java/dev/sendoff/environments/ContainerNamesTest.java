package dev.sendoff.environments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerNamesTest {

    @ParameterizedTest
    @CsvSource({
        "hello.functions:9001, hello",
        "hello:9001, hello",
        "hello, hello",
        "Thumb_nail.a.b.c, Thumb_nail",
        "10.0.0.7:9001, ''",
        "[::1]:9001, ''",
        "localhost:9001, ''",
        "LocalHost, ''",
        "'', ''"
    })
    void aHostNameBeginsWithTheFunctions(String host, String function) {
        assertThat(ContainerNames.firstLabel(host)).isEqualTo(function);
    }
}
