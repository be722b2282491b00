/**
 * The vocabulary of asynchronous invocation and its decisions, as values and pure functions: what an invocation is, how
 * it may end, and what is to happen after an attempt. Sees no broker, no clock and no thread.
 */
@NullMarked
package dev.sendoff.core;

import org.jspecify.annotations.NullMarked;
