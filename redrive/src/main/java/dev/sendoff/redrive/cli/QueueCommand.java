package dev.sendoff.redrive.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sendoff.redrive.cli.Api.RefusedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Pauses, resumes and purges what waits for a function, and cancels single invocations. */
@Command(
        name = "./sendoff queue",
        sortOptions = false,
        usageHelpAutoWidth = false,
        usageHelpWidth = 110,
        description = {"Pauses, resumes and purges what waits for a function, and cancels single invocations.", ""},
        footer = {
            "",
            "purge says how many have not ended, and does nothing without --yes.",
            "Exit codes: 0 done, 1 refused or not reached, 2 wrong options."
        })
final class QueueCommand {

    private static final String FUNCTIONS = "/v1/functions/";

    private final Surroundings surroundings;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this.")
    private boolean help;

    QueueCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(name = "show", description = "Show what is set for a function's queue, and how long it is.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "FUNCTION") String function)
            throws RefusedException {
        Api api = surroundings.api(connection);
        JsonNode queue = api.get(path(function, "queue"));
        JsonNode figures = api.get(path(function, "figures"));
        ObjectNode both = queue.deepCopy();
        both.set("backlog", figures.path("backlog"));
        both.set("oldestUnfinished", figures.path("oldestUnfinished"));
        return surroundings.print(connection, both, Printout.queue(both));
    }

    @Command(name = "pause", description = "Accept its events, and let them wait.")
    int pause(
            @Mixin Connection connection,
            @Parameters(paramLabel = "FUNCTION") String function,
            @Option(names = "--comment", paramLabel = "TEXT", description = "What it is good for.") @Nullable
                    String comment)
            throws RefusedException {
        return change(connection, function, "pause", comment);
    }

    @Command(name = "resume", description = "Let its events run again.")
    int resume(@Mixin Connection connection, @Parameters(paramLabel = "FUNCTION") String function)
            throws RefusedException {
        return change(connection, function, "resume", null);
    }

    @Command(
            name = "purge",
            description = {
                "End as cancelled what has not run yet, and what waits for another attempt.",
                "Says how many have not ended; --yes does it."
            },
            sortOptions = false)
    int purge(
            @Mixin Connection connection,
            @Parameters(paramLabel = "FUNCTION") String function,
            @Option(names = "--comment", paramLabel = "TEXT", description = "What it is good for.") @Nullable
                    String comment,
            @Option(names = "--yes", description = "Do it.") boolean yes)
            throws RefusedException {
        if (yes) {
            return change(connection, function, "purge", comment);
        }
        JsonNode figures = surroundings.api(connection).get(path(function, "figures"));
        return surroundings.print(
                connection,
                figures,
                figures.path("backlog").asLong() + " of '" + function
                        + "' have not ended; what of them does not run would be cancelled. --yes does it.\n");
    }

    @Command(name = "cancel", description = "Cancel an invocation that waits.")
    int cancel(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--comment", paramLabel = "TEXT", description = "What it is good for.") @Nullable
                    String comment)
            throws RefusedException {
        JsonNode state = surroundings
                .api(connection)
                .delete("/v1/invocations/" + encoded(id) + (comment == null ? "" : "?comment=" + encoded(comment)));
        return surroundings.print(
                connection,
                state,
                state.path("status").asText().equals("CANCELLED")
                        ? "It is cancelled.\n"
                        : "It is not known yet what comes of it: it is "
                                + state.path("status").asText() + ".\n");
    }

    private int change(Connection connection, String function, String what, @Nullable String comment)
            throws RefusedException {
        ObjectNode body = Api.JSON.createObjectNode();
        if (comment != null) {
            body.put("comment", comment);
        }
        JsonNode queue = surroundings.api(connection).post(path(function, "queue/" + what), body);
        return surroundings.print(connection, queue, Printout.queue(queue));
    }

    private static String path(String function, String rest) {
        return FUNCTIONS + encoded(function) + "/" + rest;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
