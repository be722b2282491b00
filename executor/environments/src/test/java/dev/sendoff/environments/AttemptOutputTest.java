package dev.sendoff.environments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Outcome;
import dev.sendoff.environments.life.Run;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttemptOutputTest {

    private static final Logger LOG = Logger.getLogger("sendoff.function");

    private final List<String> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(handler);
        LOG.setUseParentHandlers(true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> cut(String text, int chunk) {
        List<String> lines = new ArrayList<>();
        Lines cutter = new Lines();
        LineSink sink = (bytes, offset, length, ended) ->
                lines.add(new String(bytes, offset, length, StandardCharsets.UTF_8) + (ended ? "|" : ""));
        byte[] all = bytes(text);
        for (int from = 0; from < all.length; from += chunk) {
            byte[] part = Arrays.copyOfRange(all, from, Math.min(all.length, from + chunk));
            cutter.accept(part, part.length, sink);
        }
        cutter.flush(sink);
        return lines;
    }

    @Test
    void linesAreTheSameHoweverTheyAreWritten() {
        String text = "one\n\ntwo ü\n" + "x".repeat(300) + "\nno end";
        for (int chunk = 1; chunk < 400; chunk++) {
            assertThat(cut(text, chunk)).containsExactly("one|", "|", "two ü|", "x".repeat(300) + "|", "no end");
        }
    }

    @Test
    void nothingIsLostOfLongLines() {
        Random random = new Random(7);
        for (int run = 0; run < 50; run++) {
            String text = "y".repeat(Lines.LONGEST - 2 + random.nextInt(5)) + "\n" + "z".repeat(random.nextInt(50_000));
            List<String> lines = cut(text, 1 + random.nextInt(40_000));
            assertThat(String.join("", lines).replace("|", "\n")).isEqualTo(text);
        }
    }

    @Test
    void onlySoMuchOfAnAttemptGoesToTheLog() {
        Blueprint blueprint = new Blueprint("f", "$LATEST", "1", List.of("x"), Path.of("/"), Map.of(), "h", 128);
        AttemptOutput output = new AttemptOutput(blueprint, Rig.event("1", Duration.ofSeconds(1)), OutputLog.NONE, 10);
        output.line(bytes("12345"), 0, 5, true);
        output.line(bytes("1234567"), 0, 7, true);
        output.line(bytes("abcde"), 0, 5, true);
        output.line(bytes("z"), 0, 1, true);
        output.end(new Outcome.Succeeded("1"), new Run(1, OptionalLong.empty(), true), 0);
        assertThat(logged).hasSize(3);
        assertThat(logged.get(0))
                .contains("function=f", "version=$LATEST", "invocationId=", "attempt=1")
                .endsWith("12345");
        assertThat(logged.get(1)).endsWith("abcde");
        assertThat(logged.get(2)).endsWith("8 bytes of output were left out");
    }
}
