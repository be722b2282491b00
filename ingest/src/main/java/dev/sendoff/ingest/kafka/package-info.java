/** The queue on Kafka: publishes what was taken in. */
@NullMarked
package dev.sendoff.ingest.kafka;

import org.jspecify.annotations.NullMarked;
