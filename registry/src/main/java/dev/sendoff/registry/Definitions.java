package dev.sendoff.registry;

import dev.sendoff.core.Function;

/** Tells what a deployment says of a function from what its users have set. */
final class Definitions {

    private Definitions() {}

    /** Whether a deployment brings something new. When it was made, and under which revision, is nothing new. */
    static boolean differ(Function deployed, Function known) {
        return !(deployed.latest().code().equals(known.latest().code())
                && deployed.latest().configuration().equals(known.latest().configuration()));
    }

    /** The known function with what the deployment brings. */
    static Function deployedOver(Function known, Function deployed) {
        return known.withLatest(
                deployed.latest().code(),
                deployed.latest().configuration(),
                deployed.latest().revisionId(),
                deployed.latest().lastModified());
    }
}
