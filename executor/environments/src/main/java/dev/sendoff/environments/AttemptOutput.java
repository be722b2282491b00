package dev.sendoff.environments;

import dev.sendoff.core.LogLines;
import dev.sendoff.core.Outcome;
import dev.sendoff.environments.life.Run;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What one attempt writes, to whom it concerns: the log that its caller asked for, and the log of this process, which
 * takes so much and no more. The lines that AWS puts around it are of the second at {@code DEBUG}, since they say
 * nothing of the function's. For one thread at a time.
 */
final class AttemptOutput implements LineSink {

    private static final Logger functionLog = LoggerFactory.getLogger("sendoff.function");

    private final Blueprint blueprint;
    private final Event event;
    private final OutputLog log;
    private final long limit;
    private long logged;
    private long leftOut;
    private boolean begun;

    AttemptOutput(Blueprint blueprint, Event event, OutputLog log, long limit) {
        this.blueprint = blueprint;
        this.event = event;
        this.log = log;
        this.limit = limit;
    }

    /** Whether anyone reads the lines around it. */
    boolean isReported() {
        return log.isKept() || functionLog.isDebugEnabled();
    }

    void begin() {
        if (!begun) {
            begun = true;
            if (isReported()) {
                platform(LogLines.start(event.id(), blueprint.version()));
            }
        }
    }

    @Override
    public void line(byte[] bytes, int offset, int length, boolean ended) {
        boolean fits = logged + length <= limit;
        if (!fits && !log.isKept()) {
            leftOut += length;
            return;
        }
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (log.isKept()) {
            log.append(ended ? text + "\n" : text);
        }
        if (fits) {
            logged += length;
            write(Level.INFO, text);
        } else {
            leftOut += length;
        }
    }

    /** @param memoryBytes the most that the environment's processes held */
    void end(Outcome outcome, Run run, long memoryBytes) {
        begin();
        if (leftOut > 0) {
            write(Level.WARN, leftOut + " bytes of output were left out");
        }
        if (!isReported()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        if (outcome instanceof Outcome.Failed failed
                && "Runtime.ExitError".equals(failed.error().type())) {
            lines.append(failed.error().message()).append("\nRuntime.ExitError\n");
        }
        lines.append(LogLines.end(
                event.id(),
                Duration.ofNanos(run.nanos()),
                run.initNanos().isPresent()
                        ? Optional.of(Duration.ofNanos(run.initNanos().getAsLong()))
                        : Optional.empty(),
                blueprint.memoryMb(),
                (memoryBytes + (1 << 20) - 1) >> 20));
        if (outcome instanceof Outcome.Failed failed
                && "Sandbox.Timedout".equals(failed.error().type())) {
            lines.append(LogLines.timedOut(event.id(), event.timeout(), Instant.now()));
        }
        platform(lines.toString());
    }

    private void platform(String lines) {
        if (log.isKept()) {
            log.append(lines);
        }
        if (functionLog.isDebugEnabled()) {
            lines.lines().filter(line -> !line.isEmpty()).forEach(line -> write(Level.DEBUG, line));
        }
    }

    private void write(Level level, String line) {
        write(level, blueprint, event, line);
    }

    /** @param event the one that the environment was given last, if it runs; output between events is nobody's */
    static void write(Level level, Blueprint blueprint, @Nullable Event event, String line) {
        var entry = functionLog
                .atLevel(level)
                .addKeyValue("function", blueprint.function())
                .addKeyValue("version", blueprint.version());
        if (event != null) {
            entry = entry.addKeyValue("invocationId", event.id()).addKeyValue("attempt", event.attempt());
        }
        entry.log(line.stripTrailing());
    }
}
