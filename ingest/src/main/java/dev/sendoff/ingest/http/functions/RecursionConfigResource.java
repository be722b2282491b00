package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.Function;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.Deployments;
import dev.sendoff.ingest.http.LambdaResponses;
import dev.sendoff.registry.Functions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Lambda's GetFunctionRecursionConfig and PutFunctionRecursionConfig. */
@Path("2024-08-31/functions/{FunctionName}/recursion-config")
public final class RecursionConfigResource {

    private final Functions functions;
    private final Deployments deployments;
    private final RequestBodies bodies;

    RecursionConfigResource(Functions functions, Deployments deployments, RequestBodies bodies) {
        this.functions = functions;
        this.deployments = deployments;
        this.bodies = bodies;
    }

    record RecursionConfig(@JsonProperty("RecursiveLoop") String loop) {
        static RecursionConfig of(Function function) {
            return new RecursionConfig(
                    function.settings().allowsRecursion() ? Deployments.ALLOW : Deployments.TERMINATE);
        }
    }

    @GET
    @Operation(hidden = true)
    public Response get(@PathParam("FunctionName") String functionName) {
        return functions.isReady()
                ? Answers.of(() -> LambdaResponses.json(RecursionConfig.of(
                        deployments.unqualifiedFunction(functionName, FunctionLookup.Operation.GET_RECURSION))))
                : LambdaResponses.error(LambdaError.notLoaded());
    }

    @PUT
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response put(
            @PathParam("FunctionName") String functionName, @Context RoutingContext http, @Nullable InputStream body) {
        return bodies.read(
                http,
                body,
                FunctionLookup.Operation.PUT_RECURSION,
                fields -> LambdaResponses.json(RecursionConfig.of(deployments.setRecursion(functionName, fields))));
    }
}
