package dev.sendoff.standalone;

import dev.sendoff.process.Ending;
import dev.sendoff.process.Failures;
import dev.sendoff.process.Port;
import dev.sendoff.process.ServiceProgram;
import dev.sendoff.process.StartRefusedException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The process that <code>./sendoff up</code> starts. Broker and registry are begun before anything else, and come up
 * while the services do.
 */
@QuarkusMain
public final class Standalone {

    /** What {@link BoxGate} waits for; Quarkus makes that bean, and knows nothing of this class. */
    private static volatile @Nullable Box box;

    private Standalone() {}

    public static void main(String... args) {
        Ending ending = new Ending();
        ending.install();
        try {
            StandaloneConfig config = config();
            box = prepare(config, ending);
            System.setProperty("quarkus.http.host", config.http().host());
            System.setProperty(
                    "quarkus.http.port", Integer.toString(config.http().port()));
            System.setProperty("sendoff.data", config.data().toAbsolutePath().toString());
            if (System.getenv("SENDOFF_ENVIRONMENTS_ENDPOINT") == null
                    && System.getProperty("sendoff.environments.endpoint") == null) {
                System.setProperty(
                        "sendoff.environments.endpoint",
                        "http://127.0.0.1:" + config.http().port());
            }
            System.setProperty("sendoff.kafka.bootstrap", bootstrap(config));
            System.setProperty("sendoff.registry.url", registryUrl(config));
            Quarkus.run(
                    Announcement.class,
                    (code, failure) -> {
                        ending.servicesEnded();
                        if (failure != null) {
                            ending.fail(Failures.sentence(failure));
                        }
                    },
                    args);
            System.exit(0);
        } catch (StartRefusedException e) {
            ending.servicesEnded();
            ending.fail(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) { // the top of the process
            e.printStackTrace();
            ending.servicesEnded();
            ending.fail(e.toString());
        }
    }

    private static StandaloneConfig config() {
        try {
            return new SmallRyeConfigBuilder()
                    .addDefaultSources()
                    .withMapping(StandaloneConfig.class)
                    .withMappingIgnore("**")
                    .build()
                    .getConfigMapping(StandaloneConfig.class);
        } catch (ConfigValidationException e) {
            throw ServiceProgram.unreadable(e);
        }
    }

    private static Box prepare(StandaloneConfig config, Ending ending) {
        List<Port> ports = ports(config);
        Port.requireDistinct(ports);
        Program program = Program.running();
        DataFolder folder = ending.closing(DataFolder.claim(config.data(), config.predecessorPatience()));
        ports.forEach(Port::requireFree);
        ending.started();
        System.out.println("Sendoff is starting, in " + folder.path() + " ...");
        Box started = ending.closing(Box.start(config, folder, program, RandomGenerator.getDefault()));
        started.onDeath(ending::fail);
        return started;
    }

    private static List<Port> ports(StandaloneConfig config) {
        List<Port> ports = new ArrayList<>();
        ports.add(new Port(
                "Sendoff's HTTP APIs",
                "SENDOFF_HTTP_PORT",
                config.http().host(),
                config.http().port()));
        if (config.kafka().bootstrap().isEmpty()) {
            ports.add(new Port(
                    "the Kafka broker",
                    "SENDOFF_KAFKA_PORT",
                    "127.0.0.1",
                    config.kafka().port()));
        }
        if (config.registry().url().isEmpty()) {
            ports.add(new Port(
                    "the schema registry",
                    "SENDOFF_REGISTRY_PORT",
                    "127.0.0.1",
                    config.registry().port()));
        }
        return ports;
    }

    static String bootstrap(StandaloneConfig config) {
        return config.kafka()
                .bootstrap()
                .orElseGet(() -> "127.0.0.1:" + config.kafka().port());
    }

    static String registryUrl(StandaloneConfig config) {
        return config.registry()
                .url()
                .orElseGet(() -> "http://127.0.0.1:" + config.registry().port() + "/apis/ccompat/v7");
    }

    static Box box() {
        Box started = box;
        if (started == null) {
            throw new IllegalStateException("Quarkus was started without main");
        }
        return started;
    }
}
