/** Delivery states and figures over HTTP, from whichever instance holds them. */
@NullMarked
package dev.sendoff.state.http;

import org.jspecify.annotations.NullMarked;
