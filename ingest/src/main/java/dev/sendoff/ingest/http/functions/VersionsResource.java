package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.Account;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.Deployments;
import dev.sendoff.ingest.functions.Described;
import dev.sendoff.ingest.functions.Lifecycle;
import dev.sendoff.ingest.functions.page.Page;
import dev.sendoff.ingest.functions.page.PageRequest;
import dev.sendoff.ingest.http.LambdaResponses;
import dev.sendoff.installation.Installation;
import dev.sendoff.registry.Functions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Lambda's PublishVersion and ListVersionsByFunction. */
@Path("2015-03-31/functions/{FunctionName}/versions")
public final class VersionsResource {

    private final Functions functions;
    private final Deployments deployments;
    private final RequestBodies bodies;
    private final Account account;
    private final InstantSource clock = InstantSource.system();

    VersionsResource(Functions functions, Deployments deployments, RequestBodies bodies, Installation installation) {
        this.functions = functions;
        this.deployments = deployments;
        this.bodies = bodies;
        this.account = installation.account();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listing(
            @JsonProperty("Versions") List<FunctionConfiguration> versions,
            @JsonProperty("NextMarker") @Nullable String nextMarker) {}

    @POST
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response publish(
            @PathParam("FunctionName") String functionName, @Context RoutingContext http, @Nullable InputStream body) {
        return bodies.read(http, body, FunctionLookup.Operation.PUBLISH_VERSION, fields -> {
            Described published = deployments.publish(functionName, fields);
            // A version that is there already has come to rest.
            return LambdaResponses.created(FunctionConfiguration.of(
                    published.version(),
                    account,
                    published.qualifier(),
                    Lifecycle.of(published.function(), published.version(), clock.instant())));
        });
    }

    @GET
    @Operation(hidden = true)
    public Response list(
            @PathParam("FunctionName") String functionName,
            @QueryParam("Marker") @Nullable String marker,
            @QueryParam("MaxItems") @Nullable String maxItems) {
        if (!functions.isReady()) {
            return LambdaResponses.error(LambdaError.notLoaded());
        }
        return Answers.of(() -> {
            PageRequest request = PageRequest.read(marker, maxItems, new Violations());
            Function function = deployments.unqualifiedFunction(functionName, FunctionLookup.Operation.LIST_VERSIONS);
            Page<FunctionVersion> page = Page.of(
                    Stream.concat(Stream.of(function.latest()), functions.versions(function.name()).stream()),
                    Page::key,
                    request);
            return LambdaResponses.json(new Listing(
                    page.items().stream()
                            .map(version -> FunctionConfiguration.listed(version, account, true))
                            .toList(),
                    page.nextMarker()));
        });
    }
}
