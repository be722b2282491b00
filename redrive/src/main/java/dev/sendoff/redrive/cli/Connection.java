package dev.sendoff.redrive.cli;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Sendoff is, and who asks. */
final class Connection {

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where Sendoff's HTTP API is. Default: this machine, port SENDOFF_HTTP_PORT or 8080.")
    private @Nullable URI url;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who is named in the job's record. Default: the user's name here.")
    private @Nullable String actor;

    @Option(names = "--json", description = "Print what the API answers.")
    private boolean json;

    boolean isJson() {
        return json;
    }

    Api api(Map<String, String> variables) {
        String port = variables.getOrDefault("SENDOFF_HTTP_PORT", "");
        URI base = url == null ? URI.create("http://127.0.0.1:" + (port.isBlank() ? "8080" : port)) : url;
        return new Api(base, actor == null ? System.getProperty("user.name", "anonymous") : actor);
    }
}
