/** Jobs on Kafka: where they are asked for, the one who does them, and what they read and write. */
@NullMarked
package dev.sendoff.redrive.kafka;

import org.jspecify.annotations.NullMarked;
