/**
 * What comes of ended invocations. Outcomes in, and out in the same transaction: records for topics, invocations of
 * functions and of those that carry records elsewhere, and the news of it for the states.
 */
@NullMarked
package dev.sendoff.destinations;

import org.jspecify.annotations.NullMarked;
