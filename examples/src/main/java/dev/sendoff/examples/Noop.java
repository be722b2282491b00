package dev.sendoff.examples;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.InputStream;
import java.io.OutputStream;

/** Does nothing, and so shows what everything else costs. */
public final class Noop implements RequestStreamHandler {

    @Override
    public void handleRequest(InputStream event, OutputStream response, Context context) {}
}
