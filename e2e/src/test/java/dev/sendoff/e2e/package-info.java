/** The running thing, started as a user starts it, and what is asked of it from outside. */
@NullMarked
package dev.sendoff.e2e;

import org.jspecify.annotations.NullMarked;
