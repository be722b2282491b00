package dev.sendoff.executor.zips;

import dev.sendoff.environments.Blueprint;

/** What became of making a version of a function ready to run. */
sealed interface Preparation {

    /** Its code is here, and this is what its environments are made from. */
    record Ready(Blueprint blueprint) implements Preparation {}

    /** It cannot run here or now, through no fault of its own. */
    record NotNow(String why) implements Preparation {}

    /** It cannot run anywhere: AWS reports it as {@code Runtime.InvalidEntrypoint}. */
    record InvalidEntrypoint(String message) implements Preparation {}
}
