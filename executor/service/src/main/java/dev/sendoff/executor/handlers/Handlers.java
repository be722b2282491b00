package dev.sendoff.executor.handlers;

import dev.sendoff.core.Function;
import dev.sendoff.core.Outcome;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The functions that this process can run, and the running of them. Safe for use by any thread. */
@Singleton
public final class Handlers {

    /** The definitions of all functions that were loaded, sorted by name. */
    public List<Function> functions() {
        return List.of();
    }

    /** Whether a function of this name was loaded. */
    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** The definition of the function, if it was loaded. */
    public Optional<Function> find(String name) {
        return Optional.empty();
    }

    /**
     * Makes one attempt, on a virtual thread of its own; returns at once.
     *
     * @return never completes exceptionally, and always completes: at the latest when {@link HandlerCall#timeout} is
     *     over. It may complete on the timer's thread, so what is chained to it must be short.
     */
    public CompletionStage<Outcome> run(HandlerCall call) {
        throw new UnsupportedOperationException(call.function());
    }
}
