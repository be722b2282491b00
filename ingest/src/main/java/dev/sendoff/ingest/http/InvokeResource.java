package dev.sendoff.ingest.http;

import dev.sendoff.ingest.Intake;
import dev.sendoff.ingest.InvokeRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's Invoke. The event is taken as bytes whatever the content type says: real clients send none at
 * all, or that of a form. Runs on the event loop. A class of its own, by its whole path: of classes, one alone is asked.
 */
@Path("2015-03-31/functions/{FunctionName}/invocations")
public final class InvokeResource {

    private static final byte[] EMPTY = {};

    private final Intake intake;

    InvokeResource(Intake intake) {
        this.intake = intake;
    }

    @POST
    @Operation(hidden = true)
    public CompletionStage<Response> invoke(
            @PathParam("FunctionName") String functionName,
            @QueryParam("Qualifier") @Nullable String qualifier,
            @Context HttpServerRequest http,
            byte @Nullable [] body) {
        MultiMap headers = http.headers();
        InvokeRequest request = new InvokeRequest(
                functionName,
                qualifier,
                headers.get("X-Amz-Invocation-Type"),
                headers.get("X-Amz-Log-Type"),
                headers.get("X-Amz-Client-Context"),
                headers.get("X-Amzn-Trace-Id"),
                headers.get("x-amzn-RequestId"),
                headers.get("X-Amz-Tenant-Id"),
                headers.get("X-Amz-Durable-Execution-Name"),
                headers.get("Sendoff-Delay"),
                headers.get("Sendoff-Not-Before"));
        return intake.invoke(request, body == null ? EMPTY : body).thenApply(LambdaResponses::of);
    }
}
