package dev.sendoff.executor.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionPortsTest {

    @Test
    void eachEntryIsAFunctionAndItsPort() {
        assertThat(FunctionPorts.read(List.of("hello=9101", " Thumb_nail=9102")))
                .isEqualTo(Map.of("hello", 9101, "Thumb_nail", 9102));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "hello=", "=9101", "hello=x", "hello=65536", "a.b=1", "a=1=2", ""})
    void anythingElseIsNamed(String entry) {
        assertThatThrownBy(() -> FunctionPorts.read(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + entry + "'");
    }

    @Test
    void aFunctionHasOnePort() {
        assertThatThrownBy(() -> FunctionPorts.read(List.of("hello=1", "hello=2")))
                .hasMessageContaining("names 'hello' twice");
    }
}
