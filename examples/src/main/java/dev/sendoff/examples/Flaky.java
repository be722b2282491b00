package dev.sendoff.examples;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.sendoff.handler.SendoffContext;
import org.jspecify.annotations.Nullable;

/** Fails as many times as the event asks for, then succeeds. */
public final class Flaky implements RequestHandler<Flaky.Event, Flaky.Result> {

    /** @param failTimes how many attempts are to fail before one succeeds */
    public record Event(int failTimes) {}

    /** @param succeededAt the number of the attempt */
    public record Result(int succeededAt) {}

    @Override
    public Result handleRequest(@Nullable Event event, Context context) {
        int failTimes = event == null ? 0 : event.failTimes();
        int attempt = ((SendoffContext) context).getAttempt();
        if (attempt <= failTimes) {
            throw new IllegalStateException("attempt " + attempt + " of " + failTimes + " that were to fail");
        }
        return new Result(attempt);
    }
}
