package dev.sendoff.environments;

import dev.sendoff.environments.life.Revision;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an environment is made from.
 *
 * @param version {@code $LATEST} or a number
 * @param revision a key that differs whenever anything else here does. As soon as an event comes with another, the
 *     environments of the earlier ones get no more events and end
 * @param command a program that speaks the Runtime API, and its arguments
 * @param taskRoot the unpacked code, and the process's working folder. Where environments have users of their own,
 *     others must be able to read it, and ought not to be able to write
 * @param variables the function's own and those that its runtime wants; what the platform sets goes before them
 * @param handler as the function's settings name it
 * @param memoryMb how much resident memory its processes may hold together
 */
public record Blueprint(
        String function,
        String version,
        String revision,
        List<String> command,
        Path taskRoot,
        Map<String, String> variables,
        String handler,
        int memoryMb) {

    public Blueprint {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("an environment of " + function + " needs a command");
        }
        if (memoryMb < 1) {
            throw new IllegalArgumentException(function + " cannot do with " + memoryMb + " MB");
        }
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }

    Revision asRevision() {
        return new Revision(function, version, revision);
    }
}
