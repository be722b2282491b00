/** A Kafka broker of one node that runs as a child process, and what such a child needs to end when its parent does. */
@NullMarked
package dev.sendoff.broker;

import org.jspecify.annotations.NullMarked;
