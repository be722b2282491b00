package dev.sendoff.ingest.functions.request;

import dev.sendoff.core.Configuration;
import dev.sendoff.ingest.FunctionName;
import dev.sendoff.ingest.LambdaError;
import dev.sendoff.ingest.Violations;
import dev.sendoff.ingest.functions.body.Fields;
import dev.sendoff.ingest.functions.body.RefusedException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What CreateFunction asks for.
 *
 * @param name the bare name
 * @param code not looked into yet
 */
public record CreateRequest(
        String name, Configuration configuration, CodeRequest code, Map<String, String> tags, boolean publish) {

    private static final String IMAGE = "Image";

    /**
     * Checks it in AWS's order: first the form of everything, then each thing.
     *
     * @param elsewhere what is wrong with the region and account of a name
     * @throws RefusedException if it cannot be
     */
    public static CreateRequest read(Fields request, Function<FunctionName, Optional<LambdaError>> elsewhere) {
        Violations violations = new Violations();
        String asked = request.text("FunctionName");
        if (asked == null) {
            violations.missing("functionName");
        }
        violations.minLength("functionName", asked, 1);
        violations.maxLength("functionName", asked, FunctionName.MAX_LENGTH_OF_CHANGES);
        Optional<FunctionName> parsed =
                asked == null || asked.contains(".") ? Optional.empty() : FunctionName.parse(asked);
        if (asked != null && parsed.isEmpty()) {
            violations.breaksPattern("functionName", asked, FunctionName.PATTERN_OF_CHANGES);
        }
        if (!request.has("Role")) {
            violations.missing("role");
        }
        Fields code = request.object("Code");
        if (code == null) {
            violations.missing("code");
        }
        String packageType = request.text("PackageType");
        violations.oneOf("packageType", packageType, Set.of("Image", "Zip"));
        ConfigurationRequest configuration = ConfigurationRequest.read(request, violations);
        Map<String, String> tags = TagsRequest.read(request, "Tags", violations);
        if (parsed.isEmpty() || code == null || !violations.isEmpty()) {
            throw new RefusedException(violations.toError());
        }
        String name = bareName(parsed.get(), elsewhere);
        configuration.check();
        Unsupported.refuse(request, name);
        TagsRequest.checkCount(tags.size());
        boolean image = IMAGE.equals(packageType);
        checkRuntime(configuration, image);
        return new CreateRequest(name, configuration.initial(), code(code, image), tags, request.flag("Publish"));
    }

    private static String bareName(FunctionName name, Function<FunctionName, Optional<LambdaError>> elsewhere) {
        if (name.name().length() > FunctionName.MAX_NAME_LENGTH) {
            throw RefusedException.invalidParameter("1 validation error detected: Value '" + name.name()
                    + "' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to "
                    + FunctionName.MAX_NAME_LENGTH);
        }
        elsewhere.apply(name).ifPresent(error -> {
            throw new RefusedException(error);
        });
        if (name.qualifier() != null) {
            throw new RefusedException(LambdaError.unqualifiedOnly());
        }
        return name.name();
    }

    private static void checkRuntime(ConfigurationRequest configuration, boolean image) {
        boolean none = configuration.runtime() == null && configuration.handler() == null;
        boolean both = configuration.runtime() != null && configuration.handler() != null;
        if (image && !none) {
            throw RefusedException.invalidParameter(
                    "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.");
        }
        if (!image && !both) {
            throw RefusedException.invalidParameter(
                    "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        }
    }

    private static CodeRequest code(Fields fields, boolean image) {
        @Nullable CodeRequest code = CodeRequest.read(fields);
        if (image && !(code instanceof CodeRequest.Image)) {
            throw RefusedException.invalidParameter(
                    "Please provide ImageUri when creating a function with packageType Image.");
        }
        if (!image && code instanceof CodeRequest.Image) {
            throw RefusedException.invalidParameter(
                    "Please don't provide ImageUri when creating a function with packageType Zip.");
        }
        if (code == null) {
            throw CodeRequest.missing();
        }
        return code;
    }
}
