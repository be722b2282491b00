package dev.sendoff.executor.engine;

import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Success;

/** What is written for an invocation when it leaves the executor. */
public sealed interface Resolution {

    /** It succeeded. */
    record Completed(Success success) implements Resolution {}

    /** It goes to the timers, with its next attempt's number and time. */
    record PutBack(Invocation invocation) implements Resolution {}

    /** It goes to another partition, where there is room for its function. */
    record Lent(Invocation invocation, int partition) implements Resolution {}

    /** It is given up. */
    record GivenUp(DeadLetter letter) implements Resolution {}
}
