package dev.sendoff.redrive.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What a command runs in: its variables, and where it prints. */
final class Surroundings {

    private final Map<String, String> variables;
    private @Nullable CommandLine line;

    Surroundings(Map<String, String> variables) {
        this.variables = variables;
    }

    void setLine(CommandLine commandLine) {
        line = commandLine;
    }

    CommandLine line() {
        return requireNonNull(line, "set before anything runs");
    }

    Api api(Connection connection) {
        return connection.api(variables);
    }

    /** @return the exit code */
    int print(Connection connection, JsonNode answer, String inWords) {
        line().getOut().print(connection.isJson() ? Printout.json(answer) : inWords);
        line().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
