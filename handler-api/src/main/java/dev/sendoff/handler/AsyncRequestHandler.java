package dev.sendoff.handler;

import com.amazonaws.services.lambda.runtime.Context;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose work goes on after its method has returned. The attempt ends when the stage is completed, not before.
 *
 * @param <I> what the event is read into
 * @param <O> what the response is written from
 */
@FunctionalInterface
public interface AsyncRequestHandler<I extends @Nullable Object, O extends @Nullable Object> {

    /**
     * Begins to handle one event.
     *
     * @return completed with the response, which may be null, or exceptionally
     */
    CompletionStage<O> handleRequest(I input, Context context);
}
