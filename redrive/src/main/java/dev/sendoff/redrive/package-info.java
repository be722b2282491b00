/** What jobs do that put events in again, or purge them: which events, how fast, how far. Pure; no Kafka and no clock. */
@NullMarked
package dev.sendoff.redrive;

import org.jspecify.annotations.NullMarked;
