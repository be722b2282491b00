package dev.sendoff.registry;

/**
 * What is to be changed. It may run more than once, each time against what is known then, and only what its last run
 * wrote is kept; so it has no effects but through the transaction.
 *
 * @param <R> what its caller gets
 */
@FunctionalInterface
public interface FunctionsChange<R> {

    /** Whatever it throws reaches its caller, and nothing is written. */
    R apply(FunctionsTransaction transaction);
}
