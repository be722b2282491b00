/** How events are handled that were invoked with a qualifier of a function, and where their records may be sent. */
@NullMarked
package dev.sendoff.ingest.functions.events;

import org.jspecify.annotations.NullMarked;
