package dev.sendoff.standalone;

import dev.sendoff.installation.Installation;
import dev.sendoff.process.Readiness;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;

/** Waits until every service says that it is ready, and tells the user where everything is. */
@Singleton
class Announcement implements QuarkusApplication {

    private final StandaloneConfig config;
    private final Installation installation;

    Announcement(StandaloneConfig config, Installation installation) {
        this.config = config;
        this.installation = installation;
    }

    @Override
    public int run(String... args) {
        Readiness.await(base());
        System.out.println(text());
        Quarkus.waitForExit();
        return 0;
    }

    private String base() {
        return Readiness.base(config.http().host(), config.http().port());
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
