package dev.sendoff.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.core.Account;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.FunctionPage;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Target;
import dev.sendoff.installation.Installation;
import dev.sendoff.registry.Functions;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's GetFunction, GetFunctionConfiguration and ListFunctions. Of several classes that match only the one with the
 * longest path is asked, so whatever else lies below this path needs a class with a path of its own.
 */
@Path("2015-03-31/functions")
public final class FunctionsResource {

    private final Functions functions;
    private final FunctionLookup lookup;
    private final Account account;

    FunctionsResource(Functions functions, FunctionLookup lookup, Installation installation) {
        this.functions = functions;
        this.lookup = lookup;
        this.account = installation.account();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listing(
            @JsonProperty("Functions") List<FunctionConfiguration> functions,
            @JsonProperty("NextMarker") @Nullable String nextMarker) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Description(
            @JsonProperty("Configuration") FunctionConfiguration configuration,
            @JsonProperty("Code") Map<String, String> code,
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
        return switch (FunctionPage.of(functions.all(), marker, maxItems, functionVersion)) {
            case FunctionPage.Result.Refused(LambdaError error) -> LambdaResponses.error(error);
            case FunctionPage.Result.Found(FunctionPage page, boolean qualified) ->
                LambdaResponses.json(new Listing(
                        page.functions().stream()
                                .map(function -> FunctionConfiguration.listed(function.latest(), account, qualified))
                                .toList(),
                        page.nextMarker()));
        };
    }

    @GET
    @Path("{FunctionName}")
    @Operation(hidden = true)
    public Response get(
            @PathParam("FunctionName") String functionName, @QueryParam("Qualifier") @Nullable String qualifier) {
        return switch (lookup.find(functionName, qualifier, FunctionLookup.Operation.GET)) {
            case Target.Refused(LambdaError error) -> LambdaResponses.error(error);
            case Target.Found found ->
                LambdaResponses.json(new Description(
                        configuration(found),
                        Map.of("RepositoryType", "S3"),
                        found.function().settings().reservedConcurrency() == null
                                ? null
                                : ConcurrencyDocument.of(found.function())));
        };
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

    private FunctionConfiguration configuration(Target.Found found) {
        return FunctionConfiguration.of(found.version(), account, found.qualifier());
    }
}
