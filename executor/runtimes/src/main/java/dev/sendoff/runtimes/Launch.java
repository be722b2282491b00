package dev.sendoff.runtimes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What starts a function's code. */
public sealed interface Launch {

    /**
     * This does.
     *
     * @param command a program and its arguments
     * @param variables what the runtime's programs want to be told beside what every environment is
     * @param remark for the log, where this machine runs another version than was asked for
     */
    record Command(List<String> command, Map<String, String> variables, Optional<String> remark) implements Launch {
        public Command {
            command = List.copyOf(command);
            variables = Map.copyOf(variables);
        }
    }

    /**
     * Nothing on this machine can; another executor may.
     *
     * @param why a sentence: what was looked for
     */
    record NotHere(String why) implements Launch {}

    /**
     * Nothing can: the code has no entry. AWS reports it as {@code Runtime.InvalidEntrypoint}.
     *
     * @param message AWS's
     */
    record InvalidEntrypoint(String message) implements Launch {}
}
