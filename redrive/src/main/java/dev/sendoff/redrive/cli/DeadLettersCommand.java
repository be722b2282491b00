package dev.sendoff.redrive.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sendoff.redrive.cli.Api.RefusedException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Looks at dead letters, puts them in again, purges them, and follows the jobs that do so. */
@Command(
        name = "./sendoff dead-letters",
        sortOptions = false,
        usageHelpAutoWidth = false,
        usageHelpWidth = 110,
        description = {"Looks at dead letters, puts them in again, purges them, and follows the jobs that do so.", ""},
        footer = {
            "",
            "redrive and purge say what they would do, and do nothing without --yes.",
            "Exit codes: 0 done, 1 refused or not reached, 2 wrong options."
        })
final class DeadLettersCommand {

    private static final String LETTERS = "/v1/dead-letters";
    private static final String JOBS = "/v1/redrives";

    private final Surroundings surroundings;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this.")
    private boolean help;

    DeadLettersCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(name = "list", description = "List them, those given up last first.", sortOptions = false)
    int list(
            @Mixin Connection connection,
            @Mixin Choice choice,
            @Option(
                            names = "--redriven",
                            arity = "1",
                            paramLabel = "true|false",
                            description = "Only those (not) put in again.")
                    @Nullable
                    Boolean redriven,
            @Option(names = "--limit", paramLabel = "N", description = "So many. Default: 20.", defaultValue = "20")
                    int limit,
            @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on from the page before.") @Nullable
                    String cursor)
            throws RefusedException {
        Map<String, String> parameters = choice.parameters();
        Choice.put(parameters, "redriven", redriven);
        Choice.put(parameters, "limit", limit);
        Choice.put(parameters, "cursor", cursor);
        String query = parameters.entrySet().stream()
                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        JsonNode page = surroundings.api(connection).get(LETTERS + "?" + query);
        String next = page.path("cursor").asText("");
        return surroundings.print(
                connection,
                page,
                Printout.letters(page.path("deadLetters"))
                        + (next.isEmpty() ? "" : "More with --cursor " + next + "\n"));
    }

    @Command(name = "show", description = "Show one, with its event.")
    int show(@Mixin Connection connection, @Parameters(paramLabel = "ID") String id) throws RefusedException {
        JsonNode letter = surroundings.api(connection).get(LETTERS + "/" + encoded(id));
        return surroundings.print(connection, letter, Printout.json(letter));
    }

    @Command(
            name = "redrive",
            description = {
                "Put dead letters in again: those with these ids, or all that the options select.",
                "Says what it would do; --yes does it."
            },
            sortOptions = false)
    int redrive(
            @Mixin Connection connection,
            @Mixin Choice choice,
            @Mixin Manner manner,
            @Option(names = "--all", description = "All dead letters, where no option selects any.") boolean all,
            @Option(
                            names = "--payload",
                            paramLabel = "FILE|JSON",
                            description = "The event instead of its own, for one id: @FILE, or the JSON itself.")
                    @Nullable
                    String payload,
            @Option(names = "--comment", paramLabel = "TEXT", description = "What it is good for.") @Nullable
                    String comment,
            @Option(names = "--yes", description = "Do it.") boolean yes,
            @Parameters(paramLabel = "ID", arity = "0..*") List<String> ids)
            throws RefusedException {
        ObjectNode body = body(choice, all, ids, comment, yes);
        manner.addTo(body);
        if (payload != null) {
            body.set("payload", document(payload));
        }
        return ask(connection, LETTERS + "/redrive", body, "put in");
    }

    @Command(
            name = "purge",
            description = {
                "Have done with dead letters: they are listed and selected no more.",
                "Their bytes go with the topic's retention. Says what it would do; --yes does it."
            },
            sortOptions = false)
    int purge(
            @Mixin Connection connection,
            @Mixin Choice choice,
            @Option(names = "--all", description = "All dead letters, where no option selects any.") boolean all,
            @Option(names = "--comment", paramLabel = "TEXT", description = "What it is good for.") @Nullable
                    String comment,
            @Option(names = "--yes", description = "Do it.") boolean yes,
            @Parameters(paramLabel = "ID", arity = "0..*") List<String> ids)
            throws RefusedException {
        return ask(connection, LETTERS + "/purge", body(choice, all, ids, comment, yes), "purge");
    }

    @Command(name = "jobs", description = "List redrives, replays and purges, the latest first.")
    int jobs(@Mixin Connection connection) throws RefusedException {
        JsonNode jobs = surroundings.api(connection).get(JOBS);
        return surroundings.print(connection, jobs, Printout.jobs(jobs.path("redrives")));
    }

    @Command(name = "job", description = "Show how far one is.")
    int job(@Mixin Connection connection, @Parameters(paramLabel = "JOB") String id) throws RefusedException {
        JsonNode job = surroundings.api(connection).get(JOBS + "/" + encoded(id));
        return surroundings.print(connection, job, Printout.job(job));
    }

    @Command(name = "pause", description = "Let a job wait.")
    int pause(@Mixin Connection connection, @Parameters(paramLabel = "JOB") String id) throws RefusedException {
        return change(connection, id, "pause");
    }

    @Command(name = "resume", description = "Let a job go on that is paused, or has stopped.")
    int resume(@Mixin Connection connection, @Parameters(paramLabel = "JOB") String id) throws RefusedException {
        return change(connection, id, "resume");
    }

    @Command(name = "cancel", description = "End a job. What it has put in stays.")
    int cancel(@Mixin Connection connection, @Parameters(paramLabel = "JOB") String id) throws RefusedException {
        return change(connection, id, "cancel");
    }

    private int change(Connection connection, String id, String what) throws RefusedException {
        JsonNode job = surroundings.api(connection).post(JOBS + "/" + encoded(id) + "/" + what, null);
        return surroundings.print(connection, job, Printout.job(job));
    }

    private ObjectNode body(
            Choice choice, boolean all, @Nullable List<String> ids, @Nullable String comment, boolean yes) {
        ObjectNode body = Api.JSON.createObjectNode();
        ObjectNode selection = choice.json();
        boolean hasIds = ids != null && !ids.isEmpty();
        if (selection.isEmpty() && !hasIds && !all) {
            throw new ParameterException(
                    surroundings.line(), "which ones? Give ids, options that select some, or --all");
        }
        body.set("selection", selection);
        if (ids != null && hasIds) {
            ArrayNode list = body.putArray("ids");
            ids.forEach(list::add);
        }
        if (comment != null) {
            body.put("comment", comment);
        }
        if (!yes) {
            body.put("dryRun", true);
        }
        return body;
    }

    private int ask(Connection connection, String path, ObjectNode body, String verb) throws RefusedException {
        JsonNode answer = surroundings.api(connection).post(path, body);
        boolean isDryRun = answer.path("dryRun").asBoolean();
        return surroundings.print(
                connection, answer, isDryRun ? Printout.findings(answer, verb) : Printout.job(answer));
    }

    private JsonNode document(String payload) {
        try {
            return Api.JSON.readTree(
                    payload.startsWith("@") ? Files.readString(Path.of(payload.substring(1))) : payload);
        } catch (JsonProcessingException e) {
            throw new ParameterException(surroundings.line(), "--payload is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ParameterException(surroundings.line(), "--payload cannot be read: " + e.getMessage(), e);
        }
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
