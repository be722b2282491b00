package dev.sendoff.executor.handlers;

import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.LogLines;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt, from its start to the end of its thread. Its outcome is what comes first: the handler's end or the
 * deadline's. A thread that goes on beyond the deadline was interrupted, is reported, and cannot do more harm than it
 * does: whatever it brings is dropped.
 */
final class RunningAttempt implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(RunningAttempt.class);

    private enum State {
        RUNNING,
        /** The deadline has passed; the thread is being interrupted. */
        EXPIRED,
        /** Reported as still running. */
        STRAY,
        OVER
    }

    /**
     * What attempts share.
     *
     * @param grace how long an interrupted handler may take to end before it is reported
     * @param strays how many threads run beyond their attempt's end at this moment
     */
    record Surroundings(Deadlines deadlines, InstantSource clock, Duration grace, LongAdder strays) {}

    private final LoadedFunction function;
    private final HandlerCall call;
    private final Surroundings surroundings;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final long startNanos = System.nanoTime();
    private final long deadlineNanos;
    private final Thread thread;
    private final Deadlines.Due deadline;
    private volatile long initNanos;
    private volatile boolean leftoversReported;

    private RunningAttempt(LoadedFunction function, HandlerCall call, Surroundings surroundings) {
        this.function = function;
        this.call = call;
        this.surroundings = surroundings;
        this.deadlineNanos = startNanos + call.timeout().toNanos();
        this.thread = function.newThread(this);
        this.deadline = surroundings.deadlines.plan(deadlineNanos, this::expire);
    }

    static CompletionStage<Outcome> start(LoadedFunction function, HandlerCall call, Surroundings surroundings) {
        if (call.log().isKept()) {
            // Before the deadline is planned, which may come before the thread does.
            call.log().append(LogLines.start(call.id(), FunctionVersion.LATEST));
        }
        RunningAttempt attempt = new RunningAttempt(function, call, surroundings);
        try {
            attempt.thread.start();
        } catch (RuntimeException | Error e) {
            attempt.settle(new Outcome.NotRun("no thread could be started: " + e));
        }
        return attempt.outcome;
    }

    @Override
    public void run() {
        Outcome reached;
        try {
            InvocationContext context =
                    new InvocationContext(function, call, () -> deadlineNanos - System.nanoTime(), this::noticeIfOver);
            reached = new Outcome.Succeeded(handler().handle(call.payload(), context));
        } catch (Throwable t) {
            // Whatever a handler throws is its failure, not ours: that of memory and of linking too.
            reached = FunctionErrors.failed(t);
        }
        settle(reached);
    }

    private void settle(Outcome reached) {
        switch (state.getAndSet(State.OVER)) {
            case RUNNING -> {
                surroundings.deadlines.withdraw(deadline);
                end(reached, false);
            }
            case EXPIRED -> dropped(reached);
            case STRAY -> {
                surroundings.strays.decrement();
                dropped(reached);
            }
            case OVER -> throw new IllegalStateException("an attempt ends once");
        }
    }

    private BoundHandler handler() throws Throwable {
        if (function.isWarm()) {
            return function.handler();
        }
        long began = System.nanoTime();
        BoundHandler made = function.handler();
        initNanos = System.nanoTime() - began;
        return made;
    }

    /** On the timer's thread. */
    private void expire() {
        if (state.compareAndSet(State.RUNNING, State.EXPIRED)) {
            thread.interrupt();
            surroundings.deadlines.plan(System.nanoTime() + surroundings.grace.toNanos(), this::noticeStray);
            end(PlatformErrors.timedOut(call.id(), call.timeout()), true);
        }
    }

    private void noticeStray() {
        if (state.compareAndSet(State.EXPIRED, State.STRAY)) {
            surroundings.strays.increment();
            warn("still running after its end: the handler ignores its thread's interruption");
        }
    }

    /** A promise may be settled while work that the handler began goes on, and logs. */
    private void noticeIfOver() {
        if (state.get() == State.OVER && !leftoversReported) {
            leftoversReported = true;
            warn("still running after its end: the handler's context is used by work that it left behind");
        }
    }

    private void dropped(Outcome late) {
        if (late instanceof Outcome.Succeeded) {
            warn("still running after its end: its response came late, and is dropped");
        } else {
            log.atDebug()
                    .addKeyValue("invocationId", call.id())
                    .addKeyValue("function", call.function())
                    .log("ended after it was interrupted");
        }
    }

    private void warn(String message) {
        log.atWarn()
                .addKeyValue("invocationId", call.id())
                .addKeyValue("function", call.function())
                .addKeyValue("attempt", call.attempt())
                .addKeyValue("durationMs", (System.nanoTime() - startNanos) / 1_000_000)
                .log(message);
    }

    /** @param expired whether it is the deadline that ends it; the handler's thread may be over by now, whatever ends it */
    private void end(Outcome reached, boolean expired) {
        if (call.log().isKept()) {
            appendEnd(reached, expired);
        }
        outcome.complete(reached);
    }

    private void appendEnd(Outcome reached, boolean expired) {
        // Of one process that runs all functions, only the whole can be measured.
        Runtime process = Runtime.getRuntime();
        StringBuilder lines = new StringBuilder();
        if (reached instanceof Outcome.Failed failed && !expired) {
            lines.append(failed.error().message())
                    .append(": ")
                    .append(failed.error().type())
                    .append('\n');
        }
        lines.append(LogLines.end(
                call.id(),
                Duration.ofNanos(System.nanoTime() - startNanos - initNanos),
                initNanos > 0 ? Optional.of(Duration.ofNanos(initNanos)) : Optional.empty(),
                function.memorySize(),
                (process.totalMemory() - process.freeMemory()) >> 20));
        if (expired) {
            lines.append(LogLines.timedOut(call.id(), call.timeout(), surroundings.clock.instant()));
        }
        call.log().append(lines.toString());
    }
}
