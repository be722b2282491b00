package dev.sendoff.ingest.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.ingest.Intake;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IngestSetupTest {

    /** With it comes all that it needs, such as the HTTP client, whose keys and certificates take long to read. */
    @Test
    void whatTakesEventsIsMadeBeforeTheFirstOneComes() {
        assertThat(Arrays.stream(IngestSetup.class.getDeclaredMethods())
                        .filter(method -> method.getReturnType() == Intake.class))
                .singleElement()
                .satisfies(
                        producer -> assertThat(producer.isAnnotationPresent(Startup.class))
                                .isTrue(),
                        producer -> assertThat(producer.isAnnotationPresent(Singleton.class))
                                .isTrue());
    }
}
