/** Functions of an executor of one's own, with what they need injected. */
@NullMarked
package dev.sendoff.examples.own;

import org.jspecify.annotations.NullMarked;
