package dev.sendoff.registry;

import dev.sendoff.core.Function;

/** Tells what a deployment says of a function from what its users have set. */
final class Definitions {

    private Definitions() {}

    /** Whether a deployment brings something new. When it was made, and under which revision, is nothing new. */
    static boolean differ(Function deployed, Function known) {
        return !(deployed.runtime().equals(known.runtime())
                && deployed.handler().equals(known.handler())
                && deployed.description().equals(known.description())
                && deployed.timeout().equals(known.timeout())
                && deployed.memorySize() == known.memorySize()
                && deployed.codeSha256().equals(known.codeSha256())
                && deployed.codeSize() == known.codeSize());
    }

    /** The new definition with the settings that users have made. */
    static Function withSettingsOf(Function known, Function deployed) {
        return new Function(
                deployed.name(),
                deployed.runtime(),
                deployed.handler(),
                deployed.description(),
                deployed.timeout(),
                deployed.memorySize(),
                deployed.codeSha256(),
                deployed.codeSize(),
                deployed.lastModified(),
                deployed.revisionId(),
                known.retryPolicy(),
                known.maxEventAge(),
                known.reservedConcurrency());
    }
}
