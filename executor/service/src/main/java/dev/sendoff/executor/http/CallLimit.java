package dev.sendoff.executor.http;

import java.util.Optional;

/** What synchronous calls of a function may take of its reserved concurrency. Safe for many threads; never blocks. */
public interface CallLimit {

    /**
     * Asks whether one more call may begin.
     *
     * @return what is to be called once it has ended, exactly once; empty if it may not begin
     */
    Optional<Runnable> enter(String function);
}
