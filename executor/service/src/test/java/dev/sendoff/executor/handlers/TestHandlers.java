package dev.sendoff.executor.handlers;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.RequestId;
import dev.sendoff.executor.handlers.sources.FunctionDeclaration;
import dev.sendoff.executor.handlers.sources.HandlerSource;
import dev.sendoff.executor.handlers.sources.HandlerSources;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Handlers of classes that the tests bring, each a function by its simple name. */
public final class TestHandlers {

    public static final RequestId ID = RequestId.parse("0197c0de-0000-8000-8000-000000000001");
    public static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    public static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:";

    private TestHandlers() {}

    public static Handlers of(Class<?>... classes) {
        var declared = new ArrayList<FunctionDeclaration>();
        for (Class<?> handler : classes) {
            declared.add(new FunctionDeclaration(
                    handler.getSimpleName(), handler.getName(), Duration.ofSeconds(5), 256, ""));
        }
        var source = new HandlerSource("tests", TestHandlers.class.getClassLoader(), declared, "hash", 1, NOW);
        return of(new HandlerSources(List.of(source), List.of()));
    }

    static Handlers of(HandlerSources sources) {
        return of(sources, List.of());
    }

    static Handlers of(HandlerSources sources, List<? extends Instance.Handle<Object>> beans) {
        return new Handlers(sources, beans, InstantSource.fixed(NOW), new Random(1), Duration.ofMillis(20));
    }

    static HandlerCall call(String function, String event, Duration timeout, InvocationLog log) {
        return new HandlerCall(ID, function, ARN + function, event, 1, false, timeout, null, null, null, log);
    }

    static Outcome run(Handlers handlers, HandlerCall call) throws Exception {
        return handlers.run(call).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static Outcome run(Handlers handlers, String function, String event) throws Exception {
        return run(handlers, call(function, event, Duration.ofSeconds(5), InvocationLog.NONE));
    }

    static String response(Outcome outcome) {
        if (outcome instanceof Outcome.Succeeded succeeded) {
            return succeeded.response();
        }
        throw new AssertionError("it failed: " + outcome);
    }

    static Outcome.Failed failed(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return failed;
        }
        throw new AssertionError("it succeeded: " + outcome);
    }
}
