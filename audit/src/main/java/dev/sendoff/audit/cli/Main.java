package dev.sendoff.audit.cli;

import java.time.InstantSource;
import picocli.CommandLine;

/** {@code audit [options]}: see {@link AuditCommand}. */
public final class Main {

    private Main() {}

    /** @param arguments the options */
    public static void main(String[] arguments) {
        System.exit(
                of(new AuditCommand(System.getenv(), InstantSource.system())).execute(arguments));
    }

    static CommandLine of(AuditCommand command) {
        CommandLine line = new CommandLine(command);
        line.setParameterExceptionHandler((wrong, _) -> {
            line.getErr().println("sendoff: " + wrong.getMessage() + "; ./sendoff audit --help lists the options");
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((failure, _, _) -> {
            line.getErr().println("sendoff: the audit failed: " + failure);
            failure.printStackTrace(line.getErr());
            return AuditCommand.FAILED;
        });
        return line;
    }
}
