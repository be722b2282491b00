/** The commands {@code dead-letters} and {@code replay}: clients of the HTTP API, and of nothing else. */
@NullMarked
package dev.sendoff.redrive.cli;

import org.jspecify.annotations.NullMarked;
