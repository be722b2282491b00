@NullMarked
package dev.sendoff.destinations;

import org.jspecify.annotations.NullMarked;
