package dev.sendoff.ingest.http.functions;

import dev.sendoff.core.Code;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.problems.Problem;
import dev.sendoff.registry.Functions;
import dev.sendoff.registry.RegistryException;
import dev.sendoff.registry.code.CodeStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The zip of a version: where GetFunction's {@code Location} leads. */
@Path("v1/functions/{name}/versions/{version}/code")
@RunOnVirtualThread
@Tag(name = "Functions")
public final class FunctionCodeResource {

    private static final String ZIP = "application/zip";

    private final Functions functions;
    private final CodeStore store;
    private final RequestBodies bodies;

    FunctionCodeResource(Functions functions, CodeStore store, RequestBodies bodies) {
        this.functions = functions;
        this.store = store;
        this.bodies = bodies;
    }

    @GET
    @Operation(summary = "The zip that a version of a function was made from; the version is $LATEST or a number")
    @APIResponse(responseCode = "200", description = "The zip", content = @Content(mediaType = ZIP))
    @APIResponse(responseCode = "404", description = "There is no such function or version, or its code is no zip")
    @APIResponse(responseCode = "503", description = "It cannot be read now, or too many are being read")
    public Response get(
            @PathParam("name") String name, @PathParam("version") String version, @Context RoutingContext http) {
        try {
            return functions
                    .version(name, version)
                    .map(found -> zip(found, http))
                    .orElseGet(() ->
                            Problem.notFound("There is no version " + version + " of a function '" + name + "'."));
        } catch (RegistryException e) {
            return Problem.unavailable(String.valueOf(e.getMessage()));
        }
    }

    private Response zip(FunctionVersion version, RoutingContext http) {
        return switch (version.code()) {
            case Code.Zip zip -> read(version, zip, http);
            case Code.InProcess _, Code.Service _, Code.Image _ ->
                Problem.notFound("The code of '" + version.function() + "' is no zip.");
        };
    }

    private Response read(FunctionVersion version, Code.Zip zip, RoutingContext http) {
        if (!bodies.tryTakeRoom(zip.size(), http)) {
            return Problem.unavailable("Too much code is being read or written now.");
        }
        try {
            return Response.ok(store.read(zip.location()), ZIP)
                    .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + version.function() + ".zip\"")
                    .build();
        } catch (CodeStore.CodeGoneException e) {
            return Problem.notFound(
                    "The code of '" + version.function() + "' has been replaced or removed a moment ago.");
        }
    }
}
