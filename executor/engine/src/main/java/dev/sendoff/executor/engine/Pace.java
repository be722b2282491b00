package dev.sendoff.executor.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How quickly the attempts of one function follow each other here, and when those that were set aside are to come back:
 * one after the other at that pace, so that few come in vain.
 */
final class Pace {

    /** What is set aside is looked at again after this time at the latest, as AWS Lambda does. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    /** Over so long the pace is taken; the one before counts as much as the newest. */
    private static final Duration SPAN = Duration.ofSeconds(1);

    private @Nullable Instant spanBegan;
    private int begunInSpan;
    private double perSecond;
    private Instant lastTurn = Instant.MIN;

    void began(Instant now) {
        roll(now);
        begunInSpan++;
    }

    private void roll(Instant now) {
        if (spanBegan == null) {
            spanBegan = now;
            return;
        }
        Duration elapsed = Duration.between(spanBegan, now);
        if (elapsed.compareTo(SPAN) < 0) {
            return;
        }
        double newest = begunInSpan / (elapsed.toNanos() / 1e9);
        perSecond = perSecond == 0 ? newest : (perSecond + newest) / 2;
        spanBegan = now;
        begunInSpan = 0;
    }

    /** @param soonest nothing comes back before so long */
    Instant nextTurn(Duration soonest, Instant now) {
        roll(now);
        Instant earliest = now.plus(soonest);
        Instant latest = now.plus(LONGEST);
        if (lastTurn.isBefore(earliest)) {
            lastTurn = earliest;
        } else {
            double seconds = Math.min(LONGEST.toSeconds(), 1 / Math.max(perSecond, 1e-6));
            lastTurn = lastTurn.plusNanos((long) (seconds * 1e9));
        }
        if (lastTurn.isAfter(latest)) {
            lastTurn = latest;
        }
        return lastTurn;
    }
}
