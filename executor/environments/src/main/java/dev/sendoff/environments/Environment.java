package dev.sendoff.environments;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.core.RequestId;
import dev.sendoff.environments.life.Input;
import dev.sendoff.environments.life.Run;
import dev.sendoff.environments.sandbox.Sandboxes;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One environment's process, port and output. What is to be done for it is done in order, by whichever thread comes
 * first; starting and clearing, which take time, by a thread of their own, also in order.
 */
final class Environment implements RuntimeApi.Listener {

    private static final Logger log = LoggerFactory.getLogger(Environment.class);
    private static final int CHUNK = 64 * 1024;
    /** How much of one environment's output is read before it is another's turn. */
    static final int TURN = 16 * CHUNK;

    private static final long SHORTEST_PAUSE_NANOS = 10_000_000;
    private static final long LONGEST_PAUSE_NANOS = 10_000_000_000L;
    private static final int IDLE_OUTPUT = 16 * 1024;
    private static final Executor VIRTUAL =
            task -> Thread.ofVirtual().name("environment").start(task);

    /** Told what happens. */
    interface Owner {
        void happened(Environment environment, Input input, @Nullable Exchange exchange);
    }

    final long number;
    final Blueprint blueprint;
    final Sandboxes.Sandbox sandbox;
    private final RuntimeApi api;
    private final Owner owner;

    private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private CompletableFuture<?> chores = CompletableFuture.completedFuture(null);

    private final ReentrantLock outputLock = new ReentrantLock();
    private final Lines lines = new Lines();
    private @Nullable InputStream output;
    private volatile @Nullable Task writing;
    private int idleOutput;

    private volatile @Nullable Exchange waiting;
    private volatile @Nullable HttpServer server;
    private volatile @Nullable Process process;
    /** Written by several threads: one may be lost, and the next comes soon. */
    private volatile long peakBytes;

    Environment(long number, Blueprint blueprint, Sandboxes.Sandbox sandbox, RuntimeApi api, Owner owner) {
        this.number = number;
        this.blueprint = blueprint;
        this.sandbox = sandbox;
        this.api = api;
        this.owner = owner;
    }

    /** Puts it behind what is to be done already. In the order of decisions, so under their lock. */
    void plan(Runnable action) {
        actions.add(action);
    }

    /** Does what is planned, unless another thread is at it: then that one does it. Not under a lock. */
    void work() {
        if (pending.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            Runnable action;
            while ((action = actions.poll()) != null) {
                try {
                    action.run();
                } catch (RuntimeException | Error e) {
                    log.error("an action for an environment of {} failed", blueprint.function(), e);
                }
            }
            seen = pending.addAndGet(-seen);
        } while (seen != 0);
    }

    // What is planned:

    void launch(Task task) {
        turnOutputTo(task);
        chores = chores.thenRunAsync(() -> start(task.id()), VIRTUAL);
    }

    void clear() {
        chores = chores.thenRunAsync(this::end, VIRTUAL);
    }

    void hold(Exchange exchange) {
        Exchange before = waiting;
        waiting = exchange;
        if (before != null) {
            // Its client asked once more; whatever became of this request, it is not to get an event too.
            before.connection().close();
        }
    }

    void deliver(Task task, long until) {
        turnOutputTo(task);
        Exchange exchange = waiting;
        waiting = null;
        if (exchange != null) {
            long left = (until - System.nanoTime()) / 1_000_000;
            // A runtime that does not get it is one whose process ends.
            var _ = exchange.deliver(task.event, System.currentTimeMillis() + left);
        }
    }

    void settle(Task task, Outcome outcome, @Nullable Run run) {
        pump();
        if (run != null) {
            outputLock.lock();
            try {
                lines.flush(task.output);
                if (task.output.isReported()) {
                    sandbox.residentBytes().ifPresent(this::holds);
                }
                task.output.end(outcome, run, peakBytes);
                writing = null;
                idleOutput = 0;
            } finally {
                outputLock.unlock();
            }
        }
        task.outcome.complete(outcome);
    }

    // What happens:

    @Override
    public void said(Input input, Exchange exchange) {
        owner.happened(this, input, exchange);
    }

    @Override
    public void disconnected(HttpConnection connection) {
        Exchange held = waiting;
        if (held != null && held.connection() == connection) {
            owner.happened(this, new Input.Hung(), null);
        }
    }

    /** Its processes hold so much now. Says whether that is more than they may. */
    boolean holds(long bytes) {
        peakBytes = Math.max(peakBytes, bytes);
        return bytes > (long) blueprint.memoryMb() << 20;
    }

    /** Whether it starts, or has an event. */
    boolean isWorking() {
        return writing != null;
    }

    /**
     * Reads what its process has written, as far as that is there.
     *
     * @return how many bytes those were; at {@link #TURN} and beyond there may be more
     */
    int pump() {
        int total = 0;
        outputLock.lock();
        try {
            InputStream from = output;
            if (from == null) {
                return 0;
            }
            byte[] buffer = null;
            int available;
            while (total < TURN && (available = from.available()) > 0) {
                if (buffer == null) {
                    buffer = new byte[Math.min(available, CHUNK)];
                }
                int read = from.read(buffer, 0, Math.min(available, buffer.length));
                if (read < 0) {
                    break;
                }
                total += read;
                lines.accept(buffer, read, sink());
            }
        } catch (IOException e) {
            log.trace("closed, as the process has ended", e);
        } finally {
            outputLock.unlock();
        }
        return total;
    }

    private LineSink sink() {
        Task task = writing;
        return task != null ? task.output : this::writtenByNobody;
    }

    /** Of work that an earlier attempt left running, say. */
    private void writtenByNobody(byte[] bytes, int offset, int length, boolean ended) {
        if (idleOutput + length <= IDLE_OUTPUT) {
            idleOutput += length;
            AttemptOutput.write(Level.INFO, blueprint, null, new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
    }

    private void turnOutputTo(Task task) {
        if (writing == task) {
            return;
        }
        pump();
        outputLock.lock();
        try {
            lines.flush(sink());
            writing = task;
            task.output.begin();
        } finally {
            outputLock.unlock();
        }
    }

    private void start(RequestId id) {
        try {
            String why = unusable();
            if (why != null) {
                owner.happened(this, new Input.NotStarted(PlatformErrors.invalidEntrypoint(id, why)), null);
                return;
            }
            HttpServer listening = api.listen("127.0.0.1", 0, sandbox.user(), this);
            server = listening;
            Map<String, String> variables = Variables.of(blueprint, sandbox, "127.0.0.1:" + listening.actualPort());
            Process started = sandbox.start(blueprint.command(), blueprint.taskRoot(), variables);
            outputLock.lock();
            try {
                output = started.getInputStream();
            } finally {
                outputLock.unlock();
            }
            process = started;
            started.onExit().thenAccept(ended -> owner.happened(this, new Input.Exited(ended.exitValue()), null));
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("function", blueprint.function())
                    .log("could not be started");
            owner.happened(
                    this,
                    new Input.NotStarted(new Outcome.NotRun("an environment could not be started: " + e.getMessage())),
                    null);
        }
    }

    /** Why there is nothing to start, through the function's own fault; null if there is. */
    private @Nullable String unusable() throws IOException {
        if (!Files.isDirectory(blueprint.taskRoot())) {
            throw new IOException("its code is not in " + blueprint.taskRoot());
        }
        String program = blueprint.command().getFirst();
        if (!program.contains("/")) {
            return null;
        }
        Path path = blueprint.taskRoot().resolve(program);
        if (!Files.isRegularFile(path)) {
            return "Couldn't find valid bootstrap(s): [" + program + "]";
        }
        return Files.isExecutable(path) ? null : "fork/exec " + program + ": permission denied";
    }

    /** Whatever goes wrong, it says that it is done only when no process is left: until then nobody else has its place. */
    private void end() {
        HttpServer listening = server;
        if (listening != null) {
            listening.close();
        }
        long pause = SHORTEST_PAUSE_NANOS;
        while (!isCleared()) {
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        pump();
        server = null;
        process = null;
        owner.happened(this, new Input.Cleared(), null);
    }

    private boolean isCleared() {
        try {
            sandbox.clear();
            return true;
        } catch (IOException | RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("function", blueprint.function())
                    .log("not all of it is removed yet");
            return false;
        }
    }
}
