package dev.sendoff.executor.handlers.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionDeclarationTest {

    @Test
    void aFunctionIsALineAndItsSettingsAreMore() throws Exception {
        assertThat(FunctionDeclaration.read(new StringReader("""
                        # Two functions, in any order.
                        b.timeout = PT15M
                        b = x.B
                        a-1_Z=x.A$Inner
                        b.memory=10240
                        b.description=What = it: does
                        """)))
                .containsExactly(
                        new FunctionDeclaration("a-1_Z", "x.A$Inner", Duration.ofSeconds(3), 128, ""),
                        new FunctionDeclaration("b", "x.B", Duration.ofMinutes(15), 10240, "What = it: does"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""                        | lists no function
            a.timeout=PT1S            | lists no function
            a=x.A;b.timeout=PT1S      | 'b.timeout' is set, but there is no function 'b'
            a=x.A;a.timeuot=PT1S      | 'a.timeuot' is no setting of a function; description, memory, timeout are
            a=x.A;a.b.timeout=PT1S    | 'a.b.timeout' is no setting of a function
            a=x.A;a=x.B               | 'a' is there twice
            a!=x.A                    | unlike 'a!'
            ä=x.A                     | unlike 'ä'
            a=                        | the handler of 'a' is ''
            a=x.A::run                | a class name is wanted
            a=x.A;a.timeout=3         | a.timeout is '3', but a duration from PT0.001S to PT15M is wanted
            a=x.A;a.timeout=PT0S      | a.timeout is 'PT0S', but
            a=x.A;a.timeout=PT-1S     | a.timeout is 'PT-1S', but
            a=x.A;a.timeout=PT15M1S   | a.timeout is 'PT15M1S', but
            a=x.A;a.timeout=          | a.timeout is '', but
            a=x.A;a.memory=127        | a.memory is '127', but a number of MiB from 128 to 10240 is wanted
            a=x.A;a.memory=128MB      | a.memory is '128MB', but
            a=\\u00zz                 | Malformed \\uxxxx encoding
            """)
    void whatIsWrongIsNamed(String lines, String message) {
        assertThatThrownBy(() -> FunctionDeclaration.read(new StringReader(lines.replace(";", "\n"))))
                .isInstanceOf(UnusableSourceException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("META-INF/sendoff/functions.properties");
    }

    @Test
    void aNameHas64CharactersAtMost() throws Exception {
        String longest = "n".repeat(64);

        assertThat(FunctionDeclaration.read(new StringReader(longest + "=x.A"))).hasSize(1);
        assertThatThrownBy(() -> FunctionDeclaration.read(new StringReader(longest + "n=x.A")))
                .hasMessageContaining("1 to 64");
    }
}
