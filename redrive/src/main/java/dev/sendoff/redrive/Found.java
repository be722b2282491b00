package dev.sendoff.redrive;

import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Origin;
import dev.sendoff.core.RequestId;
import org.jspecify.annotations.Nullable;

/** An event that a job has come across. */
public sealed interface Found {

    RequestId id();

    /** The home of the invocation that it was, and will be that of its copy. */
    int home();

    /** Empty if the record named none. */
    String function();

    @Nullable
    String qualifier();

    /** Null if it could not be read. */
    @Nullable
    String payload();

    Origin origin();

    /**
     * @param payload the letter's own, or what could be made of its source
     */
    record Letter(DeadLetter letter, int home, @Nullable String payload) implements Found {
        @Override
        public RequestId id() {
            return letter.id();
        }

        @Override
        public String function() {
            return letter.function();
        }

        @Override
        public @Nullable String qualifier() {
            return letter.qualifier();
        }

        @Override
        public Origin origin() {
            return letter.origin();
        }
    }

    /** As it was first put on the queue, whatever has become of it since. */
    record Event(Invocation invocation, int home) implements Found {
        @Override
        public RequestId id() {
            return invocation.id();
        }

        @Override
        public String function() {
            return invocation.function();
        }

        @Override
        public @Nullable String qualifier() {
            return invocation.qualifier();
        }

        @Override
        public String payload() {
            return invocation.payload();
        }

        @Override
        public Origin origin() {
            return invocation.origin();
        }
    }
}
