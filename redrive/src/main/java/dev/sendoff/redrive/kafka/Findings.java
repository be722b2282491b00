package dev.sendoff.redrive.kafka;

import dev.sendoff.core.RequestId;
import java.util.List;
import java.util.Map;

/**
 * What a job would do.
 *
 * @param matched how many are meant
 * @param wouldTake how many of these it would put in, or purge
 * @param skipped how many of these it would leave out, by why
 * @param byFunction those it would take, by the function that they were for
 * @param byReason the same by why they were given up
 * @param sample the ids of the first ones
 * @param complete false if there was no time to look at all
 */
public record Findings(
        long matched,
        long wouldTake,
        Map<String, Long> skipped,
        Map<String, Long> byFunction,
        Map<String, Long> byReason,
        List<RequestId> sample,
        boolean complete) {}
