package dev.sendoff.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds every schema to FULL_TRANSITIVE: it reads, and is read by, every released version of itself. The released
 * versions are in {@code src/test/resources/released/VERSION/TOPIC.avsc}; a release adds a folder, nothing changes one.
 */
class SchemaCompatibilityTest {

    private static final Path RELEASED = Path.of("src/test/resources/released");
    private static final SchemaValidator FULL_TRANSITIVE =
            new SchemaValidatorBuilder().mutualReadStrategy().validateAll();

    private static Stream<Topic> withSchema() {
        return Arrays.stream(Topic.values()).filter(topic -> topic.schema().isPresent());
    }

    @ParameterizedTest
    @MethodSource("withSchema")
    void readsAndIsReadByEveryReleasedVersion(Topic topic) throws SchemaValidationException {
        List<Schema> released = released(topic);
        assertThat(released).as("released versions of %s", topic).isNotEmpty();
        FULL_TRANSITIVE.validate(topic.schema().orElseThrow(), released);
    }

    @Test
    void anIncompatibleChangeWouldBeSeen() {
        Schema released = released(Topic.SUCCESSES).getFirst();
        Schema changed = new Schema.Parser()
                .parse(released.toString().replaceFirst("\"name\":\"response\"", "\"name\":\"result\""));
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(changed, released)
                        .getType())
                .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
    }

    @Test
    void idsAreUuidsAndTimesAreTimestamps() {
        for (Topic topic : withSchema().toList()) {
            for (Schema.Field field : topic.schema().orElseThrow().getFields()) {
                Schema type = valueType(field.schema());
                if (field.name().equals("id")) {
                    assertThat(type.getLogicalType().getName()).isEqualTo("uuid");
                }
                if (field.name().endsWith("At") || field.name().equals("notBefore")) {
                    assertThat(type.getLogicalType().getName()).isEqualTo("timestamp-millis");
                }
            }
        }
    }

    private static Schema valueType(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : schema;
    }

    private static List<Schema> released(Topic topic) {
        try (Stream<Path> versions = Files.list(RELEASED)) {
            return versions.map(version -> version.resolve(topic.baseName() + ".avsc"))
                    .filter(Files::exists)
                    .map(SchemaCompatibilityTest::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema parse(Path file) {
        try {
            return new Schema.Parser().parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints what is to be committed when a version is released. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(RELEASED.resolve(arguments[0]));
        for (Topic topic : withSchema().toList()) {
            Files.writeString(
                    folder.resolve(topic.baseName() + ".avsc"),
                    topic.schema().orElseThrow().toString(true) + "\n");
        }
    }
}
