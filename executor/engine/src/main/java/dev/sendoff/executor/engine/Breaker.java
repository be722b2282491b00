package dev.sendoff.executor.engine;

import dev.sendoff.core.Configuration;
import dev.sendoff.core.OutageRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Watches the attempts of one function at one executor, and holds its events while they fail as if something that they
 * depend on were gone: too many of the last ones with the same type of error. Then one event is let through from time to
 * time; as soon as one does not fail so, all may. For one thread at a time.
 */
public final class Breaker {

    /** What is to be done with an event. */
    public sealed interface Pass {

        /** It may run. */
        record Free() implements Pass {}

        /** It may run, and what comes of it decides for the others. */
        record Probe() implements Pass {}

        /**
         * It is to be held.
         *
         * @param until when it is to be seen again
         * @param why a sentence
         */
        record Held(Instant until, String why) implements Pass {}
    }

    /** How much longer than the longest time limit a probe may take before another is made. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final Pass FREE = new Pass.Free();
    private static final Pass PROBE = new Pass.Probe();

    private final RandomGenerator random;
    private OutageRule rule;

    /** The last attempts' errors, the oldest first; empty for one that did not fail. */
    private final ArrayDeque<Optional<String>> recent = new ArrayDeque<>();

    private final Map<String, Integer> counts = new HashMap<>();
    private @Nullable Outage outage;

    /** An outage under way. */
    private static final class Outage {
        final String errorType;
        final String why;
        Duration wait;
        Instant nextProbe;

        /** Null while none is made. */
        @Nullable
        Instant probeBegan;

        Outage(String errorType, String why, Duration wait, Instant now) {
            this.errorType = errorType;
            this.why = why;
            this.wait = wait;
            this.nextProbe = now.plus(wait);
        }
    }

    /** @param random spreads over time when the held ones come back */
    public Breaker(OutageRule rule, RandomGenerator random) {
        this.rule = rule;
        this.random = random;
    }

    /** From now on another rule holds. An outage that is under way goes on. */
    public void follow(OutageRule other) {
        if (!other.equals(rule)) {
            rule = other;
            while (recent.size() > rule.window()) {
                forgetOldest();
            }
        }
    }

    /** Whether an event may run now. Of one that is told to be the probe, {@link #probed} must be said. */
    public Pass admit(Instant now) {
        Outage current = outage;
        if (current == null) {
            return FREE;
        }
        boolean probeIsLost = current.probeBegan != null
                && !now.isBefore(
                        current.probeBegan.plus(Configuration.MAX_TIMEOUT).plus(GRACE));
        if (probeIsLost || (current.probeBegan == null && !now.isBefore(current.nextProbe))) {
            current.probeBegan = now;
            return PROBE;
        }
        return hold(current, now);
    }

    /** The held ones come back one after the other, from the next probe on; while one is made, over one wait from now on. */
    private Pass hold(Outage current, Instant now) {
        Instant from = current.nextProbe.isAfter(now) ? current.nextProbe : now;
        return new Pass.Held(from.plusMillis(1 + random.nextLong(current.wait.toMillis())), current.why);
    }

    /**
     * An attempt has ended that was no probe.
     *
     * @param errorType null if it did not fail, or in a way that says nothing of what it depends on
     */
    public void ended(@Nullable String errorType, Instant now) {
        if (outage != null) {
            // It began before, and says nothing new.
            return;
        }
        if (recent.size() == rule.window()) {
            forgetOldest();
        }
        recent.add(Optional.ofNullable(errorType));
        if (errorType == null) {
            return;
        }
        int count = counts.merge(errorType, 1, Integer::sum);
        if (recent.size() == rule.window() && count >= rule.least()) {
            outage = new Outage(
                    errorType,
                    count + " of the last " + rule.window() + " attempts ended with " + errorType + "; since " + now
                            + " one event at a time is tried",
                    rule.firstProbe(),
                    now);
            recent.clear();
            counts.clear();
        }
    }

    private void forgetOldest() {
        recent.remove()
                .ifPresent(oldest -> counts.computeIfPresent(oldest, (_, count) -> count == 1 ? null : count - 1));
    }

    /**
     * The probe has ended.
     *
     * @param errorType as of {@link #ended}
     */
    public void probed(@Nullable String errorType, Instant now) {
        Outage current = outage;
        if (current == null) {
            return;
        }
        if (!current.errorType.equals(errorType)) {
            outage = null;
            return;
        }
        current.probeBegan = null;
        Duration doubled = current.wait.multipliedBy(2);
        current.wait = doubled.compareTo(rule.longestProbe()) > 0 ? rule.longestProbe() : doubled;
        current.nextProbe = now.plus(current.wait);
    }

    /** The probe could not be made, through no fault of its function: another one is to be. */
    public void notProbed() {
        if (outage != null) {
            outage.probeBegan = null;
        }
    }

    /** Whether events are held. */
    public boolean isHolding() {
        return outage != null;
    }

    /** Why events are held, as a sentence; empty if they are not. */
    public String why() {
        return outage == null ? "" : outage.why;
    }
}
