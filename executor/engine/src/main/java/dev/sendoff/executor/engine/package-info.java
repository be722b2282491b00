/**
 * The engine: which invocations of a partition may run now, which are done, and what a commit has to say so that the
 * next owner runs none of the done ones again. A state machine without threads, clock or broker; whoever drives it calls
 * from one thread at a time and does what it says.
 */
@NullMarked
package dev.sendoff.executor.engine;

import org.jspecify.annotations.NullMarked;
