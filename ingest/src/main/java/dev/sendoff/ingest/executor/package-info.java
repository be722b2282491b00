/** The way to an executor for callers who wait. */
@NullMarked
package dev.sendoff.ingest.executor;

import org.jspecify.annotations.NullMarked;
