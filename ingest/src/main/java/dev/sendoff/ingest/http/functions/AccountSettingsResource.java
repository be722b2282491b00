package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.sendoff.core.Code;
import dev.sendoff.core.Function;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.http.LambdaResponses;
import dev.sendoff.registry.Functions;
import dev.sendoff.registry.code.CodeZip;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Lambda's GetAccountSettings. What Sendoff does not limit bears the largest number that a client can take. */
@Path("2016-08-19/account-settings")
public final class AccountSettingsResource {

    /** JavaScript's numbers are exact up to here. */
    private static final long LARGEST_EVERYWHERE = (1L << 53) - 1;

    private final Functions functions;

    AccountSettingsResource(Functions functions) {
        this.functions = functions;
    }

    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    record Limit(
            long totalCodeSize,
            long codeSizeUnzipped,
            long codeSizeZipped,
            int concurrentExecutions,
            int unreservedConcurrentExecutions) {}

    @JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
    record Usage(long totalCodeSize, long functionCount) {}

    record Settings(
            @JsonProperty("AccountLimit") Limit limit,
            @JsonProperty("AccountUsage") Usage usage) {}

    @GET
    @Operation(hidden = true)
    public Response get() {
        if (!functions.isReady()) {
            return LambdaResponses.error(LambdaError.notLoaded());
        }
        List<Function> all = functions.all();
        Set<String> counted = new HashSet<>();
        long size = all.stream()
                .flatMap(function ->
                        Stream.concat(Stream.of(function.latest()), functions.versions(function.name()).stream()))
                .map(version -> version.code() instanceof Code.Zip zip ? zip : null)
                .filter(Objects::nonNull)
                .filter(zip -> counted.add(zip.location().upload()))
                .mapToLong(Code.Zip::size)
                .sum();
        return LambdaResponses.json(new Settings(
                new Limit(
                        LARGEST_EVERYWHERE,
                        CodeZip.MAX_UNPACKED_BYTES,
                        CodeZip.MAX_BYTES,
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE),
                new Usage(size, all.size())));
    }
}
