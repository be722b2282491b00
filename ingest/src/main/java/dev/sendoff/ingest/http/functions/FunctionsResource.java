package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.Account;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Target;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.Deployments;
import dev.sendoff.ingest.functions.Described;
import dev.sendoff.ingest.functions.Lifecycle;
import dev.sendoff.ingest.functions.page.Page;
import dev.sendoff.ingest.functions.page.PageRequest;
import dev.sendoff.ingest.http.ConcurrencyDocument;
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
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's CreateFunction, GetFunction, GetFunctionConfiguration, UpdateFunctionCode, UpdateFunctionConfiguration,
 * DeleteFunction and ListFunctions. Reads are answered on the event loop. Of several classes that match only the one with
 * the longest path is asked, so whatever else lies below this path needs a class with a path of its own.
 */
@Path("2015-03-31/functions")
public final class FunctionsResource {

    private final Functions functions;
    private final FunctionLookup lookup;
    private final Deployments deployments;
    private final RequestBodies bodies;
    private final Account account;
    private final InstantSource clock = InstantSource.system();

    FunctionsResource(
            Functions functions,
            FunctionLookup lookup,
            Deployments deployments,
            RequestBodies bodies,
            Installation installation) {
        this.functions = functions;
        this.lookup = lookup;
        this.deployments = deployments;
        this.bodies = bodies;
        this.account = installation.account();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listing(
            @JsonProperty("Functions") List<FunctionConfiguration> functions,
            @JsonProperty("NextMarker") @Nullable String nextMarker) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Description(
            @JsonProperty("Configuration") FunctionConfiguration configuration,
            @JsonProperty("Code") CodeDocument code,
            @JsonProperty("Tags") @Nullable Map<String, String> tags,
            @JsonProperty("Concurrency") @Nullable ConcurrencyDocument concurrency) {}

    @GET
    @Operation(hidden = true)
    public Response list(
            @QueryParam("Marker") @Nullable String marker,
            @QueryParam("MaxItems") @Nullable String maxItems,
            @QueryParam("FunctionVersion") @Nullable String functionVersion) {
        if (!functions.isReady()) {
            return LambdaResponses.error(LambdaError.notLoaded());
        }
        return Answers.of(() -> {
            Violations violations = new Violations();
            violations.oneOf("functionVersion", functionVersion, Set.of("ALL"));
            PageRequest request = PageRequest.read(marker, maxItems, violations);
            boolean all = functionVersion != null;
            Stream<FunctionVersion> versions = functions.all().stream()
                    .flatMap(function -> all ? versions(function) : Stream.of(function.latest()));
            Page<FunctionVersion> page = Page.of(versions, Page::key, request);
            return LambdaResponses.json(new Listing(
                    page.items().stream()
                            .map(version -> FunctionConfiguration.listed(version, account, all))
                            .toList(),
                    page.nextMarker()));
        });
    }

    private Stream<FunctionVersion> versions(Function function) {
        return Stream.concat(Stream.of(function.latest()), functions.versions(function.name()).stream());
    }

    @POST
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response create(@Context RoutingContext http, @Nullable InputStream body) {
        return bodies.read(
                http,
                body,
                FunctionLookup.Operation.CREATE,
                fields -> LambdaResponses.created(document(deployments.create(fields), Lifecycle.CREATED)));
    }

    @GET
    @Path("{FunctionName}")
    @Operation(hidden = true)
    public Response get(
            @PathParam("FunctionName") String functionName,
            @QueryParam("Qualifier") @Nullable String qualifier,
            @Context UriInfo uri) {
        return switch (lookup.find(functionName, qualifier, FunctionLookup.Operation.GET)) {
            case Target.Refused(LambdaError error) -> LambdaResponses.error(error);
            case Target.Found found -> {
                Map<String, String> tags = found.function().settings().tags();
                yield LambdaResponses.json(new Description(
                        configuration(found),
                        CodeDocument.of(found.version(), uri.getBaseUri()),
                        tags.isEmpty() ? null : tags,
                        found.function().settings().reservedConcurrency() == null
                                ? null
                                : ConcurrencyDocument.of(found.function())));
            }
        };
    }

    @DELETE
    @Path("{FunctionName}")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response delete(
            @PathParam("FunctionName") String functionName, @QueryParam("Qualifier") @Nullable String qualifier) {
        return Answers.of(() -> {
            deployments.delete(functionName, qualifier);
            return LambdaResponses.noContent();
        });
    }

    @GET
    @Path("{FunctionName}/configuration")
    @Operation(hidden = true)
    public Response getConfiguration(
            @PathParam("FunctionName") String functionName, @QueryParam("Qualifier") @Nullable String qualifier) {
        return switch (lookup.find(functionName, qualifier, FunctionLookup.Operation.GET_CONFIGURATION)) {
            case Target.Refused(LambdaError error) -> LambdaResponses.error(error);
            case Target.Found found -> LambdaResponses.json(configuration(found));
        };
    }

    @PUT
    @Path("{FunctionName}/configuration")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response updateConfiguration(
            @PathParam("FunctionName") String functionName, @Context RoutingContext http, @Nullable InputStream body) {
        return bodies.read(
                http,
                body,
                FunctionLookup.Operation.UPDATE_CONFIGURATION,
                fields -> LambdaResponses.json(
                        document(deployments.updateConfiguration(functionName, fields), Lifecycle.UPDATED)));
    }

    @PUT
    @Path("{FunctionName}/code")
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response updateCode(
            @PathParam("FunctionName") String functionName, @Context RoutingContext http, @Nullable InputStream body) {
        return bodies.read(http, body, FunctionLookup.Operation.UPDATE_CODE, fields -> {
            Described updated = deployments.updateCode(functionName, fields);
            return LambdaResponses.json(document(updated, afterUpdate(updated, fields.flag("DryRun"))));
        });
    }

    private Lifecycle afterUpdate(Described updated, boolean dryRun) {
        if (dryRun) {
            return Lifecycle.of(updated.function(), updated.version(), clock.instant());
        }
        return updated.version().isPublished() ? Lifecycle.CREATED : Lifecycle.UPDATED;
    }

    private FunctionConfiguration configuration(Target.Found found) {
        return FunctionConfiguration.of(
                found.version(),
                account,
                found.qualifier(),
                Lifecycle.of(found.function(), found.version(), clock.instant()));
    }

    private FunctionConfiguration document(Described described, Lifecycle lifecycle) {
        return FunctionConfiguration.of(described.version(), account, described.qualifier(), lifecycle);
    }
}
