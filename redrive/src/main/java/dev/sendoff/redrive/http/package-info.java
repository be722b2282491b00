/** Jobs over HTTP: what is asked for, read and checked, and what is answered. */
@NullMarked
package dev.sendoff.redrive.http;

import org.jspecify.annotations.NullMarked;
