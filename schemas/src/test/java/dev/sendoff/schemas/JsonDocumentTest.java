package dev.sendoff.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.schemas.JsonDocument.MalformedJsonException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentTest {

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1,{\"a\":null}]", "\"zwölf €\"", "3", "null", " true "})
    void everyKindOfValueIsADocument(String text) throws Exception {
        assertThat(JsonDocument.read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    }

    @Test
    void noBytesStandForAnEmptyObject() throws Exception {
        assertThat(JsonDocument.read(new byte[0])).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "{", "[1", "{}{}", "1 2", "hi", "\"\\x\"", "{\"a\"}", "\"open"})
    void anythingElseIsNone(String text) {
        assertThatThrownBy(() -> JsonDocument.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> JsonDocument.check(text)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void bytesThatAreNoUtf8AreNamed() {
        assertThatThrownBy(() -> JsonDocument.read(new byte[] {'"', (byte) 0x87, '"'}))
                .hasMessageContaining("Invalid UTF-8 start byte 0x87");
        assertThatThrownBy(() -> JsonDocument.read(new byte[] {'"', (byte) 0xC3, '(', '"'}))
                .hasMessageContaining("Invalid UTF-8 middle byte 0x28");
        assertThatThrownBy(() -> JsonDocument.read(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'}))
                .hasMessageContaining("Invalid UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32"})
    void otherEncodingsAreNotTakenForUtf8(String charset) {
        assertThatThrownBy(() -> JsonDocument.read("{\"a\":1}".getBytes(Charset.forName(charset))))
                .isInstanceOf(MalformedJsonException.class);
    }
}
