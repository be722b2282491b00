/** What an executor can run, whatever kind of code it is. */
@NullMarked
package dev.sendoff.executor;

import org.jspecify.annotations.NullMarked;
