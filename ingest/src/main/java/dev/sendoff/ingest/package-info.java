/**
 * Takes in: checks what a caller of Lambda's API asks for, gives it an id and a home, and hands it to the queue or to an
 * executor. Knows no HTTP and no broker.
 */
@NullMarked
package dev.sendoff.ingest;

import org.jspecify.annotations.NullMarked;
