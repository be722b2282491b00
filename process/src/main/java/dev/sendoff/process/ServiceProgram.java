package dev.sendoff.process;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.StringJoiner;

/**
 * The main class of every service that runs as a process of its own: <code>./sendoff run SERVICE</code>. Which service
 * that is, and what its port is by default, stands in the <code>application.properties</code> of its program.
 */
@QuarkusMain(name = "service")
public final class ServiceProgram {

    /** Below environment and system properties, as Quarkus has it. */
    private static final int ORDINAL = 250;

    /** Of the setting that says which service this is. */
    static final String NAME = "quarkus.application.name";

    private ServiceProgram() {}

    public static void main(String... args) {
        Ending ending = new Ending();
        ending.install();
        try {
            SmallRyeConfig settings = settings();
            ProcessConfig config = settings.getConfigMapping(ProcessConfig.class);
            String name = name(settings.getValue(NAME, String.class));
            new Port(
                            "the HTTP API of " + name,
                            "SENDOFF_HTTP_PORT",
                            config.http().host(),
                            config.http().port())
                    .requireFree();
            ending.started();
            System.out.println(name + " is starting ...");
            Quarkus.run(
                    ServiceAnnouncement.class,
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

    /** @param application as Quarkus has it, such as {@code sendoff-executor} */
    static String name(String application) {
        return application.replaceFirst("sendoff-", "Sendoff ");
    }

    private static SmallRyeConfig settings() {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultSources()
                .addDefaultInterceptors()
                .withMapping(ProcessConfig.class)
                .withValidateUnknown(false);
        URL own = ServiceProgram.class.getClassLoader().getResource("application.properties");
        try {
            if (own != null) {
                builder.withSources(new PropertiesConfigSource(own, ORDINAL));
            }
            return builder.build();
        } catch (ConfigValidationException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return what a user is told of settings that cannot be read; the exception's own message has codes and classes */
    public static StartRefusedException unreadable(ConfigValidationException failure) {
        StringJoiner problems = new StringJoiner("; ");
        for (int i = 0; i < failure.getProblemCount(); i++) {
            problems.add(failure.getProblem(i).getMessage().replaceAll("SRCFG\\d+: |[\\w.]+Exception: ", ""));
        }
        return new StartRefusedException("a setting cannot be read: " + problems, failure);
    }
}
