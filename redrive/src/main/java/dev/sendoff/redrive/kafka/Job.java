package dev.sendoff.redrive.kafka;

import dev.sendoff.core.JobOrder;
import dev.sendoff.core.JobProgress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one job.
 *
 * @param progress null if it has not begun
 */
public record Job(JobOrder order, @Nullable JobProgress progress) {

    public UUID id() {
        return order.id();
    }

    /** Whether nothing more comes of it. */
    public boolean isOver() {
        return progress != null && progress.state().isTerminal();
    }
}
