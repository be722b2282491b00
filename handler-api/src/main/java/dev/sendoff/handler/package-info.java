/**
 * What the author of a Java handler sees besides AWS's own {@code com.amazonaws.services.lambda.runtime}: asynchronous
 * handlers, and the two exceptions that say something about trying again.
 */
@NullMarked
package dev.sendoff.handler;

import org.jspecify.annotations.NullMarked;
