package dev.sendoff.ingest.http.functions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.sendoff.core.Code;
import dev.sendoff.core.FunctionVersion;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a version's code is, as GetFunction shows it.
 *
 * @param location a URL that a zip can be read from
 */
@JsonNaming(PropertyNamingStrategies.UpperCamelCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record CodeDocument(
        String repositoryType,
        @Nullable String location,
        @Nullable String imageUri,
        @Nullable String resolvedImageUri) {

    /** @param base where the caller reaches us, with a slash at the end */
    static CodeDocument of(FunctionVersion version, URI base) {
        return switch (version.code()) {
            case Code.InProcess _ -> new CodeDocument("S3", null, null, null);
            case Code.Zip _ ->
                new CodeDocument(
                        "S3",
                        base + "v1/functions/" + version.function() + "/versions/"
                                + URLEncoder.encode(version.number(), StandardCharsets.UTF_8) + "/code",
                        null,
                        null);
            case Code.Service service -> image(service.url().toString());
            case Code.Image image -> image(image.uri());
        };
    }

    private static CodeDocument image(String uri) {
        return new CodeDocument("ECR", null, uri, uri);
    }
}
