/**
 * Processes that are kept apart from ours and from each other, as far as this machine lets us: users, sessions, folders,
 * and the certainty that what was started is gone in the end. Knows nothing of events.
 */
@NullMarked
package dev.sendoff.environments.sandbox;

import org.jspecify.annotations.NullMarked;
