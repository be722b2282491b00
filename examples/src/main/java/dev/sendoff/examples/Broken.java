package dev.sendoff.examples;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import org.jspecify.annotations.Nullable;

/** Always fails. */
public final class Broken implements RequestHandler<Object, Object> {

    @Override
    public Object handleRequest(@Nullable Object event, Context context) {
        throw new IllegalStateException("this function is broken");
    }
}
