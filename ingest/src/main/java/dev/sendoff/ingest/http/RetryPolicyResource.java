package dev.sendoff.ingest.http;

import dev.sendoff.core.Function;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.installation.Installation;
import dev.sendoff.problems.Problem;
import dev.sendoff.registry.Functions;
import dev.sendoff.registry.RegistryException;
import dev.sendoff.registry.UnknownFunctionException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The retry policy of a function. */
@Path("v1/functions/{name}/retry-policy")
@RunOnVirtualThread
@Tag(name = "Functions")
public final class RetryPolicyResource {

    private final Functions functions;
    private final RetryPolicy defaults;

    RetryPolicyResource(Functions functions, Installation installation) {
        this.functions = functions;
        this.defaults = installation.defaultRetryPolicy();
    }

    @GET
    @Operation(summary = "The policy in force: the function's own, or the installation's default")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RetryPolicyDocument.class)))
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response get(@PathParam("name") String name) {
        try {
            return functions.find(name).map(this::effective).orElseGet(() -> unknown(name));
        } catch (RegistryException e) {
            return unavailable(e);
        }
    }

    @PUT
    @Operation(summary = "Sets the function's own policy; what is left out takes the installation's default")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RetryPolicyDocument.class)))
    @APIResponse(
            responseCode = "200",
            description = "The policy now in force",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RetryPolicyDocument.class)))
    @APIResponse(responseCode = "400", description = "The policy is malformed")
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response put(@PathParam("name") String name, byte @Nullable [] body) {
        try {
            return set(name, RetryPolicyDocument.parse(body == null ? new byte[0] : body, defaults));
        } catch (RetryPolicyDocument.MalformedException e) {
            return Problem.of(Response.Status.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    @DELETE
    @Operation(summary = "Removes the function's own policy: the installation's default is in force again")
    @APIResponse(responseCode = "204", description = "Removed, or there was none")
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response delete(@PathParam("name") String name) {
        Response response = set(name, null);
        return response.getStatus() == Response.Status.OK.getStatusCode()
                ? Response.noContent().build()
                : response;
    }

    private Response set(String name, @Nullable RetryPolicy policy) {
        try {
            return effective(functions.changeSettings(name, settings -> settings.withRetryPolicy(policy)));
        } catch (UnknownFunctionException e) {
            return unknown(name);
        } catch (RegistryException e) {
            return unavailable(e);
        }
    }

    private Response effective(Function function) {
        RetryPolicy own = function.settings().retryPolicy();
        RetryPolicy policy = own == null ? defaults : own;
        return Response.ok(RetryPolicyDocument.of(policy), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private static Response unknown(String name) {
        return Problem.of(Response.Status.NOT_FOUND, "There is no function '" + name + "'.");
    }

    private static Response unavailable(RegistryException e) {
        return Problem.of(Response.Status.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
    }
}
