package dev.sendoff.examples;

import com.amazonaws.services.lambda.runtime.Context;
import dev.sendoff.handler.AsyncRequestHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Greets a moment after its method has returned. The attempt ends with the greeting, not with the method. */
public final class HelloAsync implements AsyncRequestHandler<@Nullable Object, Hello.Greeting> {

    @Override
    public CompletionStage<Hello.Greeting> handleRequest(@Nullable Object event, Context context) {
        return CompletableFuture.supplyAsync(
                () -> new Hello.Greeting("Hello from " + context.getFunctionName(), event),
                CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS));
    }
}
