package dev.sendoff.core;

import java.util.UUID;

/** One of the two things that are known of a job. */
public sealed interface JobRecord permits JobOrder, JobProgress {

    UUID id();
}
