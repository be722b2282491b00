package dev.sendoff.standalone;

import dev.sendoff.installation.Installation;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until every service says that it is ready, and tells the user where everything is. */
@Singleton
class Announcement implements QuarkusApplication {

    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(50);

    private final StandaloneConfig config;
    private final Installation installation;

    Announcement(StandaloneConfig config, Installation installation) {
        this.config = config;
        this.installation = installation;
    }

    @Override
    public int run(String... args) {
        awaitReady();
        System.out.println(text());
        Quarkus.waitForExit();
        return 0;
    }

    private void awaitReady() {
        URI health = URI.create(base() + "/q/health/ready");
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            String answer = ask(health);
            if (answer.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new StartRefusedException(
                        "not ready after " + TIMEOUT.toSeconds() + " s; " + health + " says: " + answer);
            }
            LockSupport.parkNanos(BETWEEN_PROBES.toNanos());
        }
    }

    /** @return what is not ready; nothing if all is */
    private static String ask(URI health) {
        try {
            var connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(10_000);
            if (connection.getResponseCode() == 200) {
                return "";
            }
            try (InputStream body = connection.getErrorStream()) {
                return body == null ? "nothing" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String base() {
        String host = config.http().host();
        return "http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":"
                + config.http().port();
    }

    private String text() {
        String base = base();
        return """

                  Lambda API      %1$s/2015-03-31/functions
                  States          %1$s/v1/invocations
                  Health          %1$s/q/health   metrics /q/metrics   OpenAPI /q/openapi
                  Kafka           %2$s   topics %3$s*
                  Registry        %4$s
                  Data            %5$s

                Send an event:
                  curl -i -H 'X-Amz-Invocation-Type: Event' -d '{"name":"you"}' %1$s/2015-03-31/functions/hello/invocations
                  aws --endpoint-url %1$s --no-sign-request --region %6$s lambda invoke --function-name hello --invocation-type Event --cli-binary-format raw-in-base64-out --payload '{"name":"you"}' response.json
                    (without --cli-binary-format in version 1 of the AWS CLI)

                Sendoff is up: %1$s (Ctrl-C stops it)""".formatted(
                        base,
                        Standalone.bootstrap(config),
                        installation.topics().prefix(),
                        Standalone.registryUrl(config),
                        config.data().toAbsolutePath().normalize(),
                        installation.account().region());
    }
}
