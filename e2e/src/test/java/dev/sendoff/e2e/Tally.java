package dev.sendoff.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A function that writes a line each time it is run, with the id and whether it is redelivered, into the {@code file} that
 * its event names, and sleeps for {@code sleepMs}.
 */
final class Tally {

    private static final String SOURCE = """
            import com.amazonaws.services.lambda.runtime.Context;
            import com.amazonaws.services.lambda.runtime.RequestHandler;
            import dev.sendoff.handler.SendoffContext;
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.nio.file.StandardOpenOption;
            import java.util.Map;

            public class Tally implements RequestHandler<Map<String, Object>, String> {
                @Override
                public String handleRequest(Map<String, Object> event, Context context) {
                    boolean redelivered = ((SendoffContext) context).isRedelivered();
                    try {
                        Files.writeString(
                                Path.of((String) event.get("file")),
                                context.getAwsRequestId() + " " + redelivered + "\\n",
                                StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                        if (event.containsKey("sleepMs")) {
                            Thread.sleep(((Number) event.get("sleepMs")).longValue());
                        }
                        return "done";
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            """;

    private Tally() {}

    /** Puts its jar into a folder of handlers. */
    static void write(Path handlers) {
        HandlerJar.write(handlers, "Tally", SOURCE, "tally=Tally\ntally.timeout=PT2M\n");
    }

    static String event(Path file, int sleepMillis) {
        return "{\"file\":\"" + file.toAbsolutePath() + "\",\"sleepMs\":" + sleepMillis + "}";
    }

    /** How often each id was run. */
    static Map<String, Long> runs(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.map(line -> line.substring(0, line.indexOf(' ')))
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
