package dev.sendoff.examples;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import org.jspecify.annotations.Nullable;

/** Takes as long as the event asks for. */
public final class Slow implements RequestHandler<Slow.Event, Slow.Result> {

    /** @param sleepMs how long to take, in milliseconds */
    public record Event(long sleepMs) {}

    /** @param sleptMs how long it took, in milliseconds */
    public record Result(long sleptMs) {}

    @Override
    public Result handleRequest(@Nullable Event event, Context context) {
        long sleepMs = event == null ? 0 : event.sleepMs();
        try {
            Thread.sleep(sleepMs);
        } catch (InterruptedException e) {
            // The function's time is up: end at once.
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asleep", e);
        }
        return new Result(sleepMs);
    }
}
