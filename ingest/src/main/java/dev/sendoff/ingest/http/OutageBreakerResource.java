package dev.sendoff.ingest.http;

import dev.sendoff.core.Function;
import dev.sendoff.core.OutageRule;
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

/** When a function's queue is held for its failures. */
@Path("v1/functions/{name}/outage-breaker")
@RunOnVirtualThread
@Tag(name = "Functions")
public final class OutageBreakerResource {

    private final FunctionSettingsForm settings;

    OutageBreakerResource(FunctionSettingsForm settings) {
        this.settings = settings;
    }

    @GET
    @Operation(summary = "The rule in force")
    @APIResponse(responseCode = "200", description = "The rule")
    @APIResponse(responseCode = "404", description = "There is no such function, or no rule is set for it")
    public Response get(@PathParam("name") String name) {
        Response shown = settings.show(name, OutageBreakerResource::rule);
        return shown.getEntity() instanceof NoRule
                ? Problem.notFound("No rule for outages is set for '" + name + "': its queue is never held.")
                : shown;
    }

    @PUT
    @Operation(summary = "Sets the rule; what is left out takes the default")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = OutageRuleDocument.class)))
    @APIResponse(
            responseCode = "200",
            description = "The rule now in force",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = OutageRuleDocument.class)))
    @APIResponse(responseCode = "400", description = "The rule is malformed")
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response put(@PathParam("name") String name, byte @Nullable [] body) {
        OutageRule rule;
        try {
            rule = OutageRuleDocument.parse(body == null ? new byte[0] : body);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
        return settings.change(
                name, known -> known.withQueue(known.queue().withOutageRule(rule)), OutageBreakerResource::rule);
    }

    @DELETE
    @Operation(summary = "Removes the rule: the queue is never held for failures")
    @APIResponse(responseCode = "204", description = "Removed, or there was none")
    @APIResponse(responseCode = "404", description = "There is no such function")
    public Response delete(@PathParam("name") String name) {
        return settings.remove(name, known -> known.withQueue(known.queue().withOutageRule(null)));
    }

    private record NoRule() {}

    private static Object rule(Function function) {
        OutageRule rule = function.settings().queue().outageRule();
        return rule == null ? new NoRule() : OutageRuleDocument.of(rule);
    }
}
