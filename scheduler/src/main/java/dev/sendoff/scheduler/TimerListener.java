package dev.sendoff.scheduler;

import java.time.Duration;

/** Hears what becomes of timers. For any thread. */
interface TimerListener {

    /** The number of timers that wait has changed by so many. */
    void waitingChanged(long by);

    /** A timer fired so long after its time. */
    void fired(Duration late);
}
