package dev.sendoff.ingest.http;

import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Target;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Lambda's GetFunctionConcurrency, which is two years younger than its siblings. */
@Path("2019-09-30/functions/{FunctionName}/concurrency")
public final class GetFunctionConcurrencyResource {

    private final FunctionLookup lookup;

    GetFunctionConcurrencyResource(FunctionLookup lookup) {
        this.lookup = lookup;
    }

    @GET
    @Operation(hidden = true)
    public Response get(@PathParam("FunctionName") String functionName) {
        return switch (lookup.find(functionName, null, FunctionLookup.Operation.GET_CONCURRENCY)) {
            case Target.Refused(LambdaError error) -> LambdaResponses.error(error);
            case Target.Found found -> LambdaResponses.json(ConcurrencyDocument.of(found.function()));
        };
    }
}
