/** Audits the topics of an installation as a {@code read_committed} reader finds them, in bounded memory. */
@NullMarked
package dev.sendoff.audit.kafka;

import org.jspecify.annotations.NullMarked;
