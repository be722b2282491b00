/**
 * What the native API has in common: its errors, who asks, and what every service answers to requests that none of its
 * resources knows.
 */
@NullMarked
package dev.sendoff.problems;

import org.jspecify.annotations.NullMarked;
