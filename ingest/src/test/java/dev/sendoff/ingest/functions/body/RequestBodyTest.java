package dev.sendoff.ingest.functions.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBodyTest {

    private static Fields read(String json) throws IOException {
        return RequestBody.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
    }

    @Test
    void aZipIsDecodedWhereverItMayStand() throws IOException {
        byte[] zip = new byte[30_000_000];
        new Random(1).nextBytes(zip);
        String text = Base64.getEncoder().encodeToString(zip);
        assertThat(read("{\"ZipFile\":\"" + text + "\"}").bytes("ZipFile")).isEqualTo(zip);
        Fields code = read("{\"A\":1,\"Code\":{\"ZipFile\":\"" + text + "\"},\"B\":[2]}")
                .object("Code");
        assertThat(code).isNotNull();
        assertThat(code.bytes("ZipFile")).isEqualTo(zip);
    }

    @Test
    void whatIsNullOrNotThereIsAbsent() throws IOException {
        Fields fields = read("{\"A\":null,\"B\":\"\"}");
        assertThat(fields.has("A")).isFalse();
        assertThat(fields.text("A")).isNull();
        assertThat(fields.text("B")).isEmpty();
        assertThat(fields.flag("C")).isFalse();
        assertThat(read("").has("A")).isFalse();
    }

    @Test
    void valuesKeepTheirOrder() throws IOException {
        assertThat(read("{\"M\":{\"b\":\"1\",\"a\":\"2\"},\"L\":[\"x\",\"y\"]}").map("M"))
                .containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
        assertThat(read("{\"L\":[\"x\",\"y\"]}").texts("L")).isEqualTo(List.of("x", "y"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            []                       | it is no object
            {} x                     | Unrecognized token 'x'
            {"ZipFile":"a.b"}        | Failed to decode VALUE_STRING as base64 (MIME-NO-LINEFEEDS): Illegal character '.' (code 0x2e) in base64 content
            {"a":                    | Unexpected end-of-input
            """)
    void whatIsNoObjectIsRefused(String json, String why) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("Could not parse request body into json: " + why);
    }

    @Test
    void whatIsTooLargeForAnythingButAZipIsRefused() {
        assertThatThrownBy(() -> read("{\"Description\":\"" + "x".repeat(2_000_000) + "\"}"))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> read("{\"Layers\":[" + "0,".repeat(200_000) + "0]}"))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aFieldOfAnotherTypeIsRefused() throws IOException {
        Fields fields = read("{\"A\":{\"x\":1},\"B\":\"2\",\"ZipFile\":7}");
        assertThatThrownBy(() -> fields.text("A")).hasMessageEndingWith("A must be a string");
        assertThatThrownBy(() -> fields.integer("B")).hasMessageEndingWith("B must be a whole number");
        assertThatThrownBy(() -> fields.flag("B")).hasMessageEndingWith("B must be true or false");
        assertThatThrownBy(() -> fields.map("A")).hasMessageEndingWith("A must be an object of strings");
        assertThatThrownBy(() -> fields.texts("A")).hasMessageEndingWith("A must be a list of strings");
        assertThatThrownBy(() -> fields.object("B")).hasMessageEndingWith("B must be an object");
        assertThatThrownBy(() -> fields.bytes("ZipFile")).hasMessageEndingWith("ZipFile must be a string in base64");
    }

    @Test
    void whatSaysNothingIsTold() throws IOException {
        Fields fields =
                read("{\"A\":{\"x\":[],\"y\":\"\",\"z\":false},\"B\":{\"x\":[\"\"]},\"C\":{\"x\":0},\"D\":[\"d\"]}");
        assertThat(List.of("A", "B", "C", "D", "E"))
                .filteredOn(fields::saysNothing)
                .containsExactly("A", "B", "E");
    }
}
