package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.Account;
import dev.sendoff.core.Alias;
import dev.sendoff.core.Function;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.Deployments;
import dev.sendoff.ingest.functions.body.RefusedException;
import dev.sendoff.ingest.functions.page.Page;
import dev.sendoff.ingest.functions.page.PageRequest;
import dev.sendoff.ingest.functions.request.AliasRequest;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Lambda's CreateAlias, GetAlias, UpdateAlias, DeleteAlias and ListAliases. Reads are answered on the event loop. */
@Path("2015-03-31/functions/{FunctionName}/aliases")
public final class AliasesResource {

    private final Functions functions;
    private final Deployments deployments;
    private final RequestBodies bodies;
    private final Account account;

    AliasesResource(Functions functions, Deployments deployments, RequestBodies bodies, Installation installation) {
        this.functions = functions;
        this.deployments = deployments;
        this.bodies = bodies;
        this.account = installation.account();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listing(
            @JsonProperty("Aliases") List<AliasDocument> aliases,
            @JsonProperty("NextMarker") @Nullable String nextMarker) {}

    @POST
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response create(
            @PathParam("FunctionName") String functionName, @Context RoutingContext http, @Nullable InputStream body) {
        return bodies.read(
                http,
                body,
                FunctionLookup.Operation.CREATE_ALIAS,
                fields -> LambdaResponses.created(document(deployments.createAlias(functionName, fields))));
    }

    @GET
    @Operation(hidden = true)
    public Response list(
            @PathParam("FunctionName") String functionName,
            @QueryParam("FunctionVersion") @Nullable String version,
            @QueryParam("Marker") @Nullable String marker,
            @QueryParam("MaxItems") @Nullable String maxItems) {
        if (!functions.isReady()) {
            return LambdaResponses.error(LambdaError.notLoaded());
        }
        return Answers.of(() -> {
            PageRequest request = PageRequest.read(marker, maxItems, new Violations());
            Function function = deployments.unqualifiedFunction(functionName, FunctionLookup.Operation.LIST_ALIASES);
            Page<Alias> page = Page.of(
                    function.aliases().stream()
                            .filter(alias -> version == null || alias.version().equals(version)),
                    Alias::name,
                    request);
            return LambdaResponses.json(new Listing(
                    page.items().stream()
                            .map(alias -> document(function, alias))
                            .toList(),
                    page.nextMarker()));
        });
    }

    @GET
    @Path("{Name}")
    @Operation(hidden = true)
    public Response get(@PathParam("FunctionName") String functionName, @PathParam("Name") String name) {
        if (!functions.isReady()) {
            return LambdaResponses.error(LambdaError.notLoaded());
        }
        return Answers.of(() -> {
            AliasRequest.checkName(name);
            Function function = deployments.unqualifiedFunction(functionName, FunctionLookup.Operation.GET_ALIAS);
            Alias alias = function.alias(name)
                    .orElseThrow(() -> new RefusedException(LambdaError.notFound(
                            "Cannot find alias arn: " + account.functionArn(function.name(), name))));
            return LambdaResponses.json(document(function, alias));
        });
    }

    @PUT
    @Path("{Name}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response update(
            @PathParam("FunctionName") String functionName,
            @PathParam("Name") String name,
            @Context RoutingContext http,
            @Nullable InputStream body) {
        return bodies.read(
                http,
                body,
                FunctionLookup.Operation.UPDATE_ALIAS,
                fields -> LambdaResponses.json(document(deployments.updateAlias(functionName, name, fields))));
    }

    @DELETE
    @Path("{Name}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response delete(@PathParam("FunctionName") String functionName, @PathParam("Name") String name) {
        return Answers.of(() -> {
            deployments.deleteAlias(functionName, name);
            return LambdaResponses.noContent();
        });
    }

    private AliasDocument document(Deployments.FunctionAlias changed) {
        return AliasDocument.of(changed.function(), changed.alias(), account);
    }

    private AliasDocument document(Function function, Alias alias) {
        return AliasDocument.of(function.name(), alias, account);
    }
}
