package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.Account;
import dev.sendoff.core.EventInvokeConfig;
import dev.sendoff.core.Function;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.Deployments;
import dev.sendoff.ingest.functions.page.Page;
import dev.sendoff.ingest.functions.page.PageRequest;
import dev.sendoff.ingest.http.LambdaResponses;
import dev.sendoff.installation.Installation;
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
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Lambda's event-invoke-config: Put, Update, Get, Delete and List. Reads are answered on the event loop. */
@Path("2019-09-25/functions/{FunctionName}/event-invoke-config")
public final class EventInvokeConfigResource {

    private static final int MAX_ITEMS = 50;

    private final Functions functions;
    private final Deployments deployments;
    private final RequestBodies bodies;
    private final Account account;

    EventInvokeConfigResource(
            Functions functions, Deployments deployments, RequestBodies bodies, Installation installation) {
        this.functions = functions;
        this.deployments = deployments;
        this.bodies = bodies;
        this.account = installation.account();
    }

    /** @param lastModified in seconds since 1970 */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            @JsonProperty("LastModified") BigDecimal lastModified,
            @JsonProperty("FunctionArn") String functionArn,
            @JsonProperty("MaximumRetryAttempts") @Nullable Integer maximumRetryAttempts,

            @JsonProperty("MaximumEventAgeInSeconds") @Nullable
            Long maximumEventAgeInSeconds,

            @JsonProperty("DestinationConfig") Map<String, Map<String, String>> destinationConfig) {

        static Document of(Account account, Deployments.QualifiedConfig set) {
            EventInvokeConfig config = set.config();
            return new Document(
                    BigDecimal.valueOf(config.lastModified().toEpochMilli(), 3),
                    account.functionArn(set.function(), set.qualifier()),
                    config.maximumRetryAttempts(),
                    config.maximumEventAge() == null
                            ? null
                            : config.maximumEventAge().toSeconds(),
                    Map.of("OnSuccess", destination(config.onSuccess()), "OnFailure", destination(config.onFailure())));
        }

        private static Map<String, String> destination(@Nullable String address) {
            return address == null ? Map.of() : Map.of("Destination", address);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listing(
            @JsonProperty("FunctionEventInvokeConfigs") List<Document> configs,
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
                fields -> document(deployments.putEventInvokeConfig(functionName, qualifier, fields)));
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
                fields -> document(deployments.updateEventInvokeConfig(functionName, qualifier, fields)));
    }

    @GET
    @Operation(hidden = true)
    public Response get(
            @PathParam("FunctionName") String functionName, @QueryParam("Qualifier") @Nullable String qualifier) {
        return functions.isReady()
                ? Answers.of(() -> document(deployments.eventInvokeConfig(functionName, qualifier)))
                : LambdaResponses.error(LambdaError.notLoaded());
    }

    @DELETE
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response delete(
            @PathParam("FunctionName") String functionName, @QueryParam("Qualifier") @Nullable String qualifier) {
        return Answers.of(() -> {
            deployments.deleteEventInvokeConfig(functionName, qualifier);
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
            Function function = deployments.configuredFunction(functionName);
            Page<Map.Entry<String, EventInvokeConfig>> page =
                    Page.of(function.settings().eventInvokeConfigs().entrySet().stream(), Map.Entry::getKey, request);
            return LambdaResponses.json(new Listing(
                    page.items().stream()
                            .map(entry -> Document.of(
                                    account,
                                    new Deployments.QualifiedConfig(function.name(), entry.getKey(), entry.getValue())))
                            .toList(),
                    page.nextMarker()));
        });
    }

    private Response document(Deployments.QualifiedConfig set) {
        return LambdaResponses.json(Document.of(account, set));
    }
}
