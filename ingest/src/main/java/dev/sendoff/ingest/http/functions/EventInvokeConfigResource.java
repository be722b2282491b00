package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.events.EventInvokeConfigs;
import dev.sendoff.ingest.functions.page.Page;
import dev.sendoff.ingest.functions.page.PageRequest;
import dev.sendoff.ingest.http.LambdaResponses;
import dev.sendoff.registry.Functions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's PutFunctionEventInvokeConfig, UpdateFunctionEventInvokeConfig, GetFunctionEventInvokeConfig,
 * DeleteFunctionEventInvokeConfig and ListFunctionEventInvokeConfigs. Reads are answered on the event loop.
 */
@Path("2019-09-25/functions/{FunctionName}/event-invoke-config")
public final class EventInvokeConfigResource {

    private static final int MAX_ITEMS = 50;

    private final Functions functions;
    private final EventInvokeConfigs configs;
    private final RequestBodies bodies;

    EventInvokeConfigResource(Functions functions, EventInvokeConfigs configs, RequestBodies bodies) {
        this.functions = functions;
        this.configs = configs;
        this.bodies = bodies;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listing(
            @JsonProperty("FunctionEventInvokeConfigs") List<EventInvokeConfigDocument> configs,
            @JsonProperty("NextMarker") @Nullable String nextMarker) {}

    @PUT
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response put(
            @PathParam("FunctionName") String functionName,
            @QueryParam("Qualifier") @Nullable String qualifier,
            @Context RoutingContext http,
            @Nullable InputStream body) {
        return bodies.read(
                http,
                body,
                FunctionLookup.Operation.PUT_EVENT_INVOKE_CONFIG,
                fields -> document(configs.put(functionName, qualifier, fields)));
    }

    @POST
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response update(
            @PathParam("FunctionName") String functionName,
            @QueryParam("Qualifier") @Nullable String qualifier,
            @Context RoutingContext http,
            @Nullable InputStream body) {
        return bodies.read(
                http,
                body,
                FunctionLookup.Operation.UPDATE_EVENT_INVOKE_CONFIG,
                fields -> document(configs.update(functionName, qualifier, fields)));
    }

    @GET
    @Operation(hidden = true)
    public Response get(
            @PathParam("FunctionName") String functionName, @QueryParam("Qualifier") @Nullable String qualifier) {
        return functions.isReady()
                ? Answers.of(() -> document(configs.get(functionName, qualifier)))
                : LambdaResponses.error(LambdaError.notLoaded());
    }

    @DELETE
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response delete(
            @PathParam("FunctionName") String functionName, @QueryParam("Qualifier") @Nullable String qualifier) {
        return Answers.of(() -> {
            configs.delete(functionName, qualifier);
            return LambdaResponses.noContent();
        });
    }

    @GET
    @Path("list")
    @Operation(hidden = true)
    public Response list(
            @PathParam("FunctionName") String functionName,
            @QueryParam("Marker") @Nullable String marker,
            @QueryParam("MaxItems") @Nullable String maxItems) {
        if (!functions.isReady()) {
            return LambdaResponses.error(LambdaError.notLoaded());
        }
        return Answers.of(() -> {
            PageRequest request = PageRequest.read(marker, maxItems, MAX_ITEMS, new Violations());
            Page<EventInvokeConfigs.Described> page =
                    Page.of(configs.list(functionName).stream(), EventInvokeConfigs.Described::arn, request);
            return LambdaResponses.json(new Listing(
                    page.items().stream().map(EventInvokeConfigDocument::of).toList(), page.nextMarker()));
        });
    }

    private static Response document(EventInvokeConfigs.Described described) {
        return LambdaResponses.json(EventInvokeConfigDocument.of(described));
    }
}
