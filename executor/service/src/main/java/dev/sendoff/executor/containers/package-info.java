/** Functions in containers that somebody else starts, and that ask this executor for events over the network. */
@NullMarked
package dev.sendoff.executor.containers;

import org.jspecify.annotations.NullMarked;
