package dev.sendoff.redrive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a job is to do next. */
public sealed interface Course {

    /** Go on, with so many at the most. */
    record PutIn(int atMost) implements Course {}

    /**
     * Do nothing for now.
     *
     * @param until null if only something that happens can change it
     */
    record Rest(@Nullable Instant until) implements Course {}

    /** Nothing more comes of it. */
    record Over() implements Course {}
}
