package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sendoff.ingest.FunctionLookup;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.functions.Deployments;
import dev.sendoff.ingest.http.LambdaResponses;
import dev.sendoff.registry.Functions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Lambda's TagResource, UntagResource and ListTags. */
@Path("2017-03-31/tags/{ARN}")
public final class TagsResource {

    private final Functions functions;
    private final Deployments deployments;
    private final RequestBodies bodies;

    TagsResource(Functions functions, Deployments deployments, RequestBodies bodies) {
        this.functions = functions;
        this.deployments = deployments;
        this.bodies = bodies;
    }

    record Tags(@JsonProperty("Tags") Map<String, String> tags) {}

    @GET
    @Operation(hidden = true)
    public Response list(@PathParam("ARN") String arn) {
        return functions.isReady()
                ? Answers.of(() -> LambdaResponses.json(
                        new Tags(deployments.taggedFunction(arn).settings().tags())))
                : LambdaResponses.error(LambdaError.notLoaded());
    }

    @POST
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response tag(@PathParam("ARN") String arn, @Context RoutingContext http, @Nullable InputStream body) {
        return bodies.read(http, body, FunctionLookup.Operation.TAG, fields -> {
            deployments.tag(arn, fields);
            return LambdaResponses.noContent();
        });
    }

    @DELETE
    @RunOnVirtualThread
    @Operation(hidden = true)
    public Response untag(@PathParam("ARN") String arn, @QueryParam("tagKeys") List<String> keys) {
        return Answers.of(() -> {
            deployments.untag(arn, keys);
            return LambdaResponses.noContent();
        });
    }
}
