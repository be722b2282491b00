/**
 * The wire, said once: which topics there are, what their records look like, and how the values of {@code core} are
 * written to and read from them. The classes that Avro generates stay in here.
 */
@NullMarked
package dev.sendoff.schemas;

import org.jspecify.annotations.NullMarked;
