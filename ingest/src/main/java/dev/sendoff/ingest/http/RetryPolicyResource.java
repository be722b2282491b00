package dev.sendoff.ingest.http;

import dev.sendoff.core.Function;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.installation.Installation;
import dev.sendoff.problems.Problem;
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

    private final FunctionSettingsForm settings;
    private final RetryPolicy defaults;

    RetryPolicyResource(FunctionSettingsForm settings, Installation installation) {
        this.settings = settings;
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
        return settings.show(name, this::effective);
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
            RetryPolicy policy = RetryPolicyDocument.parse(body == null ? new byte[0] : body, defaults);
            return settings.change(name, known -> known.withRetryPolicy(policy), this::effective);
        } catch (RetryPolicyDocument.MalformedException e) {
            return Problem.of(Response.Status.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    @DELETE
    @Operation(summary = "Removes the function's own policy: the installation's default is in force again")
    @APIResponse(responseCode = "204", description = "Removed, or there was none")
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response delete(@PathParam("name") String name) {
        return settings.remove(name, known -> known.withRetryPolicy(null));
    }

    private RetryPolicyDocument effective(Function function) {
        RetryPolicy own = function.settings().retryPolicy();
        return RetryPolicyDocument.of(own == null ? defaults : own);
    }
}
