/**
 * Runs Java handlers in this process: finds the functions that jars bring, calls them by AWS's rules, and makes an
 * {@link dev.sendoff.core.Outcome} of whatever comes of it.
 */
@NullMarked
package dev.sendoff.executor.handlers;

import org.jspecify.annotations.NullMarked;
