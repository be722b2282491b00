package dev.sendoff.executor.kafka;

import dev.sendoff.executor.engine.CompletionGroup;
import dev.sendoff.executor.engine.Progress;
import java.util.Map;

/** Makes completion groups durable. Used by one thread. */
interface Dispositions extends AutoCloseable {

    /** What came of writing a group. */
    sealed interface Written {

        /** All of it is durable. */
        record Durable() implements Written {}

        /** None of it is, and it never will be. */
        record Discarded(String why) implements Written {}

        /** It was in doubt; this is what is committed, by partition. */
        record Doubtful(Map<Integer, Progress> committed, String why) implements Written {}
    }

    /**
     * Writes the group whole or not at all. Blocks until it is known which.
     *
     * @throws InterruptedException if the thread is to stop; the group is then in doubt
     */
    Written write(CompletionGroup group) throws InterruptedException;

    @Override
    void close();
}
