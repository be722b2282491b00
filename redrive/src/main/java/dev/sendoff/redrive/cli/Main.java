package dev.sendoff.redrive.cli;

import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;

/**
 * {@code dead-letters …}, {@code replay …} and {@code queue …}: see {@link DeadLettersCommand}, {@link ReplayCommand} and
 * {@link QueueCommand}.
 */
public final class Main {

    private static final int REFUSED = 1;

    private Main() {}

    /** @param arguments the command's name, and what is for it */
    public static void main(String[] arguments) {
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        System.exit(line(arguments[0], System.getenv()).execute(rest));
    }

    static CommandLine line(String command, Map<String, String> variables) {
        Surroundings surroundings = new Surroundings(variables);
        CommandLine line = new CommandLine(
                switch (command) {
                    case "replay" -> new ReplayCommand(surroundings);
                    case "queue" -> new QueueCommand(surroundings);
                    default -> new DeadLettersCommand(surroundings);
                });
        surroundings.setLine(line);
        line.setParameterExceptionHandler((wrong, _) -> {
            line.getErr().println("sendoff: " + wrong.getMessage() + "; ./sendoff " + command + " --help says more");
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((failure, _, _) -> {
            line.getErr().println("sendoff: " + failure.getMessage());
            return REFUSED;
        });
        return line;
    }
}
