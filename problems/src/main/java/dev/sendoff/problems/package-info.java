/** The errors of the native API, and what every service answers to requests that none of its resources knows. */
@NullMarked
package dev.sendoff.problems;

import org.jspecify.annotations.NullMarked;
