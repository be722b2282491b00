package dev.sendoff.executor.engine;

import java.util.List;
import java.util.Map;

/**
 * What is to become durable together, in one transaction: the resolutions of a number of invocations, and the progress
 * of their partitions that says they are done.
 *
 * @param endings resolved invocations, possibly none; each has its {@link #resolutionOf resolution}
 * @param progress by partition; every partition of {@code endings} is in it, others may be
 */
public record CompletionGroup(List<Dispatch> endings, Map<Integer, Progress> progress) {

    public CompletionGroup {
        endings = List.copyOf(endings);
        progress = Map.copyOf(progress);
    }

    /** What is to be written for {@code ending}. */
    public static Resolution resolutionOf(Dispatch ending) {
        Resolution resolution = ending.resolution;
        if (resolution == null) {
            throw new IllegalStateException("the invocation at offset " + ending.offset() + " is not resolved");
        }
        return resolution;
    }
}
