package dev.sendoff.runtimes;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sendoff.runtimes.RuntimeApi.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A function in a real process, as a test starts it, and the Runtime API that it speaks to. */
final class RunningFunction implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:tried";
    private static final long PATIENCE_SECONDS = 60;

    private final RuntimeApi api = new RuntimeApi();
    private final Process process;
    private final StringBuilder log = new StringBuilder();
    private final AtomicInteger sent = new AtomicInteger();

    RunningFunction(Launch launch, Path taskRoot, String handler, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(launch).command());
        builder.directory(taskRoot.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment(taskRoot, handler));
        builder.environment().putAll(command(launch).variables());
        builder.environment().putAll(variables);
        process = builder.start();
        Thread.ofVirtual().start(this::readLog);
    }

    /** A test that needs what this machine lacks is reported as skipped, with the reason. */
    static Launch.Command command(Launch launch) {
        return switch (launch) {
            case Launch.Command command -> command;
            case Launch.NotHere(String why) -> abort(why);
            case Launch.InvalidEntrypoint(String message) -> throw new AssertionError(message);
        };
    }

    private Map<String, String> environment(Path taskRoot, String handler) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("LANG", "en_US.UTF-8");
        environment.put("TZ", ":UTC");
        environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
        environment.put("_HANDLER", handler);
        environment.put("LAMBDA_TASK_ROOT", taskRoot.toString());
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "tried");
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256");
        environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/tried");
        environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "a-stream");
        return environment;
    }

    /** What the start came to, where it fails. */
    Answer start() {
        return await(CompletableFuture.anyOf(api.start(), exit()));
    }

    /** Sends an event and waits for its end, or that of the process. */
    Answer invoke(String event) {
        return invoke(event.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Answer invoke(byte[] event, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Lambda-Runtime-Invoked-Function-Arn", ARN);
        all.put("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 30_000));
        sent.incrementAndGet();
        return await(CompletableFuture.anyOf(api.offer(new RuntimeApi.Event(lastId(), event, all)), exit()));
    }

    String respond(String event) {
        return switch (invoke(event)) {
            case Answer.Response response -> response.text();
            case Answer.Failure(String text, String type) -> throw new AssertionError(text);
            case Answer.InitFailure(String text, String type) -> throw new AssertionError(text);
            case Answer.Exit(int status) -> throw new AssertionError("exit " + status + "\n" + log());
        };
    }

    JsonNode fail(String event) {
        return switch (invoke(event)) {
            case Answer.Failure(String text, String type) -> json(text);
            case Answer.Response response -> throw new AssertionError(response.text());
            case Answer.InitFailure(String text, String type) -> throw new AssertionError(text);
            case Answer.Exit(int status) -> throw new AssertionError("exit " + status + "\n" + log());
        };
    }

    JsonNode failToStart() {
        return switch (start()) {
            case Answer.InitFailure(String text, String type) -> json(text);
            case Answer.Exit(int status) -> throw new AssertionError("exit " + status + "\n" + log());
            case Answer.Response response -> throw new AssertionError(response.text());
            case Answer.Failure(String text, String type) -> throw new AssertionError(text);
        };
    }

    /** Takes the Runtime API away, as it is when the executor was killed. */
    void orphan() {
        api.close();
    }

    /** The id of the event that was sent last. */
    String lastId() {
        return "00000000-0000-0000-0000-%012d".formatted(sent.get());
    }

    /** Waits until the function has asked for as many events as it got, and one more. */
    void awaitIdle() {
        try {
            if (!api.asked().tryAcquire(sent.get() + 1, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("not idle\n" + log());
            }
            api.asked().release(sent.get() + 1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    int awaitExit() {
        return switch (await(exit().thenApply(Object.class::cast))) {
            case Answer.Exit(int status) -> status;
            case Answer other -> throw new AssertionError(other);
        };
    }

    /** The lines of the log that hold this text; waits for the first. */
    List<String> awaitLog(String text) {
        Predicate<String> wanted = line -> line.contains(text);
        // A carriage return holds a message together, it does not end a line.
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (log) {
            while (Stream.of(log.toString().split("\n")).noneMatch(wanted)) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("never logged: " + text + "\n" + log);
                }
                try {
                    log.wait(left);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return Stream.of(log.toString().split("\n")).filter(wanted).toList();
        }
    }

    String log() {
        synchronized (log) {
            return log.toString();
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private CompletableFuture<Answer> exit() {
        return process.onExit().thenApply(ended -> new Answer.Exit(ended.exitValue()));
    }

    private Answer await(CompletableFuture<Object> answer) {
        try {
            return (Answer) answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer\n" + log(), e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void readLog() {
        byte[] part = new byte[65_536];
        try (var output = process.getInputStream()) {
            int length = output.read(part);
            while (length >= 0) {
                synchronized (log) {
                    log.append(new String(part, 0, length, StandardCharsets.UTF_8));
                    log.notifyAll();
                }
                length = output.read(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        api.close();
    }
}
