/** Synchronous calls: the front forwards them here, and waits for the handler. */
@NullMarked
package dev.sendoff.executor.http;

import org.jspecify.annotations.NullMarked;
