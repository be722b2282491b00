package dev.sendoff.executor.engine;

import dev.sendoff.core.Invocation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One invocation that the engine has admitted, from then until its resolution is durable. */
public final class Dispatch {

    enum Stage {
        READY,
        RUNNING,
        RESOLVED,
        COMMITTING
    }

    final Lane lane;
    final int bytes;
    Stage stage = Stage.READY;

    @Nullable
    Resolution resolution;

    private final long offset;
    private final @Nullable Invocation invocation;
    private final boolean redelivered;
    private final Instant admittedAt;
    private @Nullable Instant startedAt;

    Dispatch(
            Lane lane,
            long offset,
            @Nullable Invocation invocation,
            boolean redelivered,
            int bytes,
            Instant admittedAt) {
        this.lane = lane;
        this.offset = offset;
        this.invocation = invocation;
        this.redelivered = redelivered;
        this.bytes = bytes;
        this.admittedAt = admittedAt;
    }

    public int partition() {
        return lane.partition;
    }

    public long offset() {
        return offset;
    }

    /** The partition that its outcome belongs to: the one it stands in, unless that was lent to it. */
    public int home() {
        return invocation == null ? lane.partition : invocation.homeAt(lane.partition);
    }

    Instant admittedAt() {
        return admittedAt;
    }

    /** @throws IllegalStateException if the record was no invocation, and so is never started */
    public Invocation invocation() {
        if (invocation == null) {
            throw new IllegalStateException("the record at offset " + offset + " is no invocation");
        }
        return invocation;
    }

    /** Whether a former owner may have begun this same attempt. */
    public boolean redelivered() {
        return redelivered;
    }

    /** @throws IllegalStateException if it has not been started */
    public Instant startedAt() {
        if (startedAt == null) {
            throw new IllegalStateException("the invocation at offset " + offset + " has not been started");
        }
        return startedAt;
    }

    void start(Instant now) {
        stage = Stage.RUNNING;
        startedAt = now;
    }
}
