package dev.sendoff.executor.kafka;

import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.OutageRule;
import dev.sendoff.core.Outcome;
import dev.sendoff.executor.engine.AttemptSettings;
import dev.sendoff.executor.engine.Breaker;
import dev.sendoff.executor.engine.Breaker.Pass;
import dev.sendoff.executor.engine.Resolution;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The breakers of the functions that have a rule for outages. Safe for many threads. */
final class Breakers {

    private static final Logger log = LoggerFactory.getLogger(Breakers.class);
    private static final Pass FREE = new Pass.Free();

    private final RandomGenerator random;
    private final Map<String, Breaker> breakers = new HashMap<>();
    private long held;

    Breakers(RandomGenerator random) {
        this.random = random;
    }

    /** Whether an event of the function may run now; if it may, {@link #ended} is to be called once. */
    Pass admit(String function, AttemptSettings settings, Instant now) {
        OutageRule rule = settings.queue().outageRule();
        if (rule == null) {
            // Without a look at the map: most functions never had a rule.
            return FREE;
        }
        synchronized (this) {
            Breaker breaker = breakers.computeIfAbsent(function, _ -> new Breaker(rule, random));
            breaker.follow(rule);
            Pass pass = breaker.admit(now);
            if (pass instanceof Pass.Held) {
                held++;
            }
            return pass;
        }
    }

    /**
     * An attempt has ended.
     *
     * @param pass that it was admitted with
     * @param resolution what is to be written of it
     */
    void ended(
            String function, AttemptSettings settings, Pass pass, Outcome outcome, Resolution resolution, Instant now) {
        OutageRule rule = settings.queue().outageRule();
        if (rule == null) {
            return;
        }
        synchronized (this) {
            Breaker breaker = breakers.computeIfAbsent(function, _ -> new Breaker(rule, random));
            boolean held = breaker.isHolding();
            tell(breaker, pass, outcome, resolution, now);
            if (held != breaker.isHolding()) {
                log.warn(
                        "function={} is {}",
                        function,
                        held ? "let go: an event did not fail as those before" : "held: " + breaker.why());
            }
        }
    }

    private static void tell(Breaker breaker, Pass pass, Outcome outcome, Resolution resolution, Instant now) {
        boolean probe = pass instanceof Pass.Probe;
        switch (outcome) {
            case Outcome.NotRun _ -> {
                if (probe) {
                    breaker.notProbed();
                }
            }
            case Outcome.Succeeded _ -> tell(breaker, probe, null, now);
            case Outcome.Failed failed ->
                tell(
                        breaker,
                        probe,
                        isTerminal(resolution) ? null : failed.error().type(),
                        now);
        }
    }

    /** What no retry can help is the event's fault. */
    private static boolean isTerminal(Resolution resolution) {
        return resolution instanceof Resolution.GivenUp(var letter)
                && letter.reason() == DeadLetterReason.TERMINAL_FAILURE;
    }

    private static void tell(Breaker breaker, boolean probe, @Nullable String errorType, Instant now) {
        if (probe) {
            breaker.probed(errorType, now);
        } else {
            breaker.ended(errorType, now);
        }
    }

    /** Forgets the functions that have no rule any more. */
    synchronized void keep(Predicate<String> hasRule) {
        breakers.keySet().removeIf(function -> !hasRule.test(function));
    }

    /** How many events were held. */
    synchronized long heldCount() {
        return held;
    }

    /** How many functions are held here now. */
    synchronized int holding() {
        return (int) breakers.values().stream().filter(Breaker::isHolding).count();
    }
}
