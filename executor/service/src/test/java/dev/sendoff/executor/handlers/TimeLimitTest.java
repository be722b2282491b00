package dev.sendoff.executor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.FunctionError;
import dev.sendoff.core.Outcome;
import dev.sendoff.executor.fixtures.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

    private final Handlers handlers = TestHandlers.of(
            Fixtures.Asleep.class,
            Fixtures.Deaf.class,
            Fixtures.Spinning.class,
            Fixtures.NeverKept.class,
            Fixtures.SilentStream.class);

    @AfterEach
    void close() {
        Fixtures.Deaf.LET_GO.get().countDown();
        Fixtures.Spinning.letGo = true;
        handlers.close();
    }

    @Test
    void aHandlerThatTakesTooLongHasTimedOut() throws Exception {
        Outcome.Failed failed = TestHandlers.failed(run("Asleep", Duration.ofMillis(30)));

        String message = "RequestId: " + TestHandlers.ID + " Error: Task timed out after 0.03 seconds";
        assertThat(failed.error())
                .isEqualTo(new FunctionError(
                        "Sandbox.Timedout",
                        message,
                        "{\"errorMessage\":\"" + message + "\",\"errorType\":\"Sandbox.Timedout\"}"));
    }

    @Test
    void aPromiseThatIsNotKeptInTimeIsCancelled() throws Exception {
        var promise = new CompletableFuture<Object>();
        Fixtures.NeverKept.PROMISE.set(promise);

        Outcome.Failed failed = TestHandlers.failed(run("NeverKept", Duration.ofMillis(30)));

        assertThat(failed.error().type()).isEqualTo("Sandbox.Timedout");
        await(promise::isCancelled);
    }

    @Test
    void aHandlerThatIgnoresItsEndIsReportedWhileItRuns() throws Exception {
        Fixtures.Deaf.LET_GO.set(new CountDownLatch(1));

        Outcome.Failed failed = TestHandlers.failed(run("Deaf", Duration.ofMillis(30)));

        assertThat(failed.error().type()).isEqualTo("Sandbox.Timedout");
        await(() -> handlers.strays() == 1);
        Fixtures.Deaf.LET_GO.get().countDown();
        await(() -> handlers.strays() == 0);
    }

    @Test
    void aHandlerThatEndsWhenItIsInterruptedIsNoStray() throws Exception {
        run("Asleep", Duration.ofMillis(10));

        await(() -> handlers.watched() == 0);
        assertThat(handlers.strays()).isZero();
    }

    @Test
    void whatComesLateChangesNothing() throws Exception {
        Fixtures.Deaf.LET_GO.set(new CountDownLatch(1));
        var outcome = handlers.run(TestHandlers.call("Deaf", "{}", Duration.ofMillis(10), InvocationLog.NONE))
                .toCompletableFuture();
        Outcome first = outcome.get(20, TimeUnit.SECONDS);

        Fixtures.Deaf.LET_GO.get().countDown();
        await(() -> handlers.strays() == 0 && handlers.watched() == 0);

        assertThat(outcome.get()).isSameAs(first).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void theTimeIsUpEvenIfHandlersTakeAllProcessors() throws Exception {
        Fixtures.Spinning.letGo = false;
        var spinning = new ArrayList<CompletableFuture<Outcome>>();
        for (int i = 0; i < 3 * Runtime.getRuntime().availableProcessors(); i++) {
            spinning.add(handlers.run(TestHandlers.call("Spinning", "{}", Duration.ofMillis(20), InvocationLog.NONE))
                    .toCompletableFuture());
        }

        for (var attempt : spinning) {
            assertThat(TestHandlers.failed(attempt.get(20, TimeUnit.SECONDS))
                            .error()
                            .type())
                    .isEqualTo("Sandbox.Timedout");
        }
    }

    @Test
    void manyShortAttemptsLeaveNothingBehind() throws Exception {
        var attempts = new ArrayList<CompletableFuture<Outcome>>();
        for (int i = 0; i < 5_000; i++) {
            attempts.add(
                    handlers.run(TestHandlers.call("SilentStream", "{}", Duration.ofSeconds(60), InvocationLog.NONE))
                            .toCompletableFuture());
        }

        for (var attempt : attempts) {
            assertThat(attempt.get(20, TimeUnit.SECONDS)).isEqualTo(new Outcome.Succeeded("null"));
        }
        assertThat(handlers.watched()).isZero();
    }

    @Test
    void closedHandlersRunNothing() throws Exception {
        handlers.close();
        handlers.close();

        Outcome.Failed failed = TestHandlers.failed(run("SilentStream", Duration.ofSeconds(1)));

        assertThat(failed.error().type()).isEqualTo("Runtime.Stopped");
    }

    private Outcome run(String function, Duration timeout) throws Exception {
        return TestHandlers.run(handlers, TestHandlers.call(function, "{}", timeout, InvocationLog.NONE));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new CompletionException(new AssertionError("it did not come to pass within 20 seconds"));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
