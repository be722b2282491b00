package dev.sendoff.registry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a thread that it is to end, wherever it waits at that moment. */
final class Closing {

    private final CountDownLatch asked = new CountDownLatch(1);
    private Runnable wakeUp = () -> {};

    boolean isAskedFor() {
        return asked.getCount() == 0;
    }

    /** Says how to end the wait that the thread is about to begin. @return false if it is not to begin at all */
    synchronized boolean canBeWokenBy(Runnable newWakeUp) {
        wakeUp = newWakeUp;
        return !isAskedFor();
    }

    synchronized void ask() {
        asked.countDown();
        wakeUp.run();
    }

    /** Lets time pass, unless the end comes first. */
    void await(Duration duration) {
        try {
            boolean unused = asked.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
