package dev.sendoff.executor;

import dev.sendoff.environments.Event;
import dev.sendoff.environments.OutputLog;
import dev.sendoff.executor.handlers.HandlerCall;
import dev.sendoff.executor.handlers.InvocationLog;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** An attempt, as those take it who speak the Runtime API. */
public final class RuntimeEvents {

    private RuntimeEvents() {}

    public static Event event(HandlerCall call) {
        return new Event(
                call.id(),
                call.invokedFunctionArn(),
                call.payload(),
                call.traceHeader(),
                decoded(call.clientContext()),
                call.timeout(),
                call.attempt());
    }

    private static @Nullable String decoded(@Nullable String base64) {
        return base64 == null ? null : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /** The caller's log, as environments write it. */
    public static OutputLog log(InvocationLog log) {
        return new Output(log);
    }

    private record Output(InvocationLog log) implements OutputLog {
        @Override
        public boolean isKept() {
            return log.isKept();
        }

        @Override
        public void append(String text) {
            log.append(text);
        }
    }
}
