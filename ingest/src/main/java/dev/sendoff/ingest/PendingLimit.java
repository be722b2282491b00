package dev.sendoff.ingest;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what is under way, in number and in bytes. Who takes must give back the same. Safe for many threads. */
public final class PendingLimit {

    private final int maxCount;
    private final long maxBytes;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    public PendingLimit(int maxCount, long maxBytes) {
        if (maxCount < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("nothing could ever be under way with a limit of " + maxCount
                    + " requests and " + maxBytes + " bytes");
        }
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
    }

    /** Takes a place, if there is one. A single one is let in however large it is, lest it never be. */
    public boolean tryTake(int size) {
        if (count.incrementAndGet() > maxCount) {
            count.decrementAndGet();
            return false;
        }
        long before = bytes.getAndAdd(size);
        if (before > 0 && before + size > maxBytes) {
            giveBack(size);
            return false;
        }
        return true;
    }

    public void giveBack(int size) {
        bytes.addAndGet(-size);
        count.decrementAndGet();
    }
}
