/** {@code ./sendoff audit}: options, progress and print-out. */
@NullMarked
package dev.sendoff.audit.cli;

import org.jspecify.annotations.NullMarked;
