/**
 * What makes a program of a service: its ports, the line that says that it is up, and its end. A service's own program has
 * no code but this; that of <code>./sendoff up</code> uses the parts.
 */
@NullMarked
package dev.sendoff.process;

import org.jspecify.annotations.NullMarked;
