package dev.sendoff.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Asks again until the answer is the one that is waited for. */
final class Await {

    private static final Duration BETWEEN = Duration.ofMillis(20);

    private Await() {}

    /**
     * @param what for the message of the failure, together with the last answer
     * @return the first answer that will do
     * @throws AssertionError if none came in time
     */
    static <T> T until(String what, Duration timeout, Callable<T> question, Predicate<T> enough) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            T answer;
            try {
                answer = question.call();
            } catch (Exception e) {
                throw new AssertionError("could not ask for " + what, e);
            }
            if (enough.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + timeout + " for " + what + "; at the end it was: " + answer);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
