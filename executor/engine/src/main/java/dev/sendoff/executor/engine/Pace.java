package dev.sendoff.executor.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
    private Instant lastTurn = Instant.EPOCH;
    private Instant lastBegan;

    Pace(Instant now) {
        this.lastBegan = now;
    }

    void began(Instant now) {
        roll(now);
        begunInSpan++;
        lastBegan = now;
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

    /**
     * When the next one that is set aside is to come back; empty while the pace is not known.
     *
     * @param soonest nothing comes back before so long
     */
    Optional<Instant> nextTurn(Duration soonest, Instant now) {
        roll(now);
        if (perSecond == 0) {
            return Optional.empty();
        }
        Duration gap = Duration.ofNanos((long) (Math.min(LONGEST.toSeconds(), 1 / perSecond) * 1e9));
        Instant inTurn = lastTurn.plus(gap);
        Instant earliest = now.plus(soonest);
        Instant latest = now.plus(LONGEST);
        lastTurn = inTurn.isBefore(earliest) ? earliest : inTurn.isAfter(latest) ? latest : inTurn;
        return Optional.of(lastTurn);
    }

    /** How many begin within so long; 0 while that is not known. */
    double within(Duration time) {
        return perSecond * time.toNanos() / 1e9;
    }

    /** Whether none has begun for so long. */
    boolean hasStoodFor(Duration time, Instant now) {
        return !lastBegan.plus(time).isAfter(now);
    }
}
