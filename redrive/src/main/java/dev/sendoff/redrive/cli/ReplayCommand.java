package dev.sendoff.redrive.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Puts past events in again. */
@Command(
        name = "./sendoff replay",
        sortOptions = false,
        usageHelpAutoWidth = false,
        usageHelpWidth = 110,
        description = {
            "Puts past events in again, however they had ended, as long as the topic holds them.",
            "Says what it would do; --yes does it.",
            ""
        },
        footer = {"", "./sendoff dead-letters jobs, job, pause, resume and cancel are for replays too."})
final class ReplayCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--function", paramLabel = "NAME", description = "Only those of this function.")
    private @Nullable String function;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Choice.TimeConverter.class,
            description = "Accepted from then on: 2026-11-23T10:00:00Z, or how long ago: PT1H, P2D. Needed, unless ids "
                    + "are given.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Choice.TimeConverter.class,
            description = "Accepted before then.")
    private @Nullable Instant until;

    @Mixin
    private Manner manner = new Manner();

    @Option(names = "--comment", paramLabel = "TEXT", description = "What it is good for.")
    private @Nullable String comment;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    private boolean help;

    @Parameters(paramLabel = "ID", arity = "0..*")
    private List<String> ids = List.of();

    ReplayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Api.RefusedException {
        if (since == null && ids.isEmpty()) {
            throw new ParameterException(surroundings.line(), "which ones? Give --since, or ids");
        }
        ObjectNode body = Api.JSON.createObjectNode();
        ObjectNode selection = body.putObject("selection");
        put(selection, "function", function);
        put(selection, "since", since);
        put(selection, "until", until);
        if (!ids.isEmpty()) {
            ArrayNode list = body.putArray("ids");
            ids.forEach(list::add);
        }
        put(body, "comment", comment);
        manner.addTo(body);
        if (!yes) {
            body.put("dryRun", true);
        }
        JsonNode answer = surroundings.api(connection).post("/v1/invocations/replay", body);
        return surroundings.print(
                connection,
                answer,
                answer.path("dryRun").asBoolean() ? Printout.findings(answer, "put in") : Printout.job(answer));
    }

    private static void put(ObjectNode object, String name, @Nullable Object value) {
        if (value != null) {
            object.put(name, value.toString());
        }
    }
}
