package dev.sendoff.ingest.http;

import dev.sendoff.core.Function;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.ReservedConcurrency;
import dev.sendoff.ingest.Target;
import dev.sendoff.registry.Functions;
import dev.sendoff.registry.RegistryException;
import dev.sendoff.registry.UnknownFunctionException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Lambda's PutFunctionConcurrency and DeleteFunctionConcurrency. */
@Path("2017-10-31/functions/{FunctionName}/concurrency")
@RunOnVirtualThread
public final class FunctionConcurrencyResource {

    private static final byte[] EMPTY = {};

    private final FunctionLookup lookup;
    private final Functions functions;

    FunctionConcurrencyResource(FunctionLookup lookup, Functions functions) {
        this.lookup = lookup;
        this.functions = functions;
    }

    @PUT
    @Operation(hidden = true)
    public Response put(@PathParam("FunctionName") String functionName, byte @Nullable [] body) {
        return switch (ReservedConcurrency.read(body == null ? EMPTY : body)) {
            case ReservedConcurrency.Refused(LambdaError error) -> LambdaResponses.error(error);
            case ReservedConcurrency.Asked(int executions) ->
                set(
                        functionName,
                        executions,
                        FunctionLookup.Operation.PUT_CONCURRENCY,
                        changed -> LambdaResponses.json(ConcurrencyDocument.of(changed)));
        };
    }

    @DELETE
    @Operation(hidden = true)
    public Response delete(@PathParam("FunctionName") String functionName) {
        return set(functionName, null, FunctionLookup.Operation.DELETE_CONCURRENCY, _ -> LambdaResponses.noContent());
    }

    private Response set(
            String functionName,
            @Nullable Integer reserved,
            FunctionLookup.Operation operation,
            java.util.function.Function<Function, Response> answer) {
        return switch (lookup.find(functionName, null, operation)) {
            case Target.Refused(LambdaError error) -> LambdaResponses.error(error);
            case Target.Found found ->
                found.qualifier() == null
                        ? set(found.function().name(), reserved, answer)
                        : LambdaResponses.error(LambdaError.unqualifiedOnly());
        };
    }

    private Response set(
            String name, @Nullable Integer reserved, java.util.function.Function<Function, Response> answer) {
        try {
            return answer.apply(functions.changeSettings(name, settings -> settings.withReservedConcurrency(reserved)));
        } catch (UnknownFunctionException e) {
            return LambdaResponses.error(lookup.notFound(name));
        } catch (RegistryException e) {
            return LambdaResponses.error(LambdaError.notWritten(String.valueOf(e.getMessage())));
        }
    }
}
