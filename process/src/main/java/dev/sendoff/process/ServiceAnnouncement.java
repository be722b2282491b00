package dev.sendoff.process;

import dev.sendoff.installation.Installation;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Waits until the service says that it is ready, and tells whoever started it. */
@Singleton
class ServiceAnnouncement implements QuarkusApplication {

    private final String name;
    private final ProcessConfig config;
    private final Installation installation;

    ServiceAnnouncement(
            @ConfigProperty(name = ServiceProgram.NAME) String application,
            ProcessConfig config,
            Installation installation) {
        this.name = ServiceProgram.name(application);
        this.config = config;
        this.installation = installation;
    }

    @Override
    public int run(String... args) {
        String base = Readiness.base(config.http().host(), config.http().port());
        Readiness.await(base);
        System.out.println(name + " is up: " + base + " (instance " + installation.instance() + "; Ctrl-C stops it)");
        Quarkus.waitForExit();
        return 0;
    }
}
