package dev.sendoff.examples;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import org.jspecify.annotations.Nullable;

/** Greets, and gives the event back. */
public final class Hello implements RequestHandler<Object, Hello.Greeting> {

    /** @param event as it came */
    public record Greeting(String message, @Nullable Object event) {}

    @Override
    public Greeting handleRequest(@Nullable Object event, Context context) {
        context.getLogger().log("saying hello");
        return new Greeting("Hello from " + context.getFunctionName(), event);
    }
}
