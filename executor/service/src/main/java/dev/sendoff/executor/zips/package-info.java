/** Functions that came as a zip: their code, their runtime and their environments, brought together. */
@NullMarked
package dev.sendoff.executor.zips;

import org.jspecify.annotations.NullMarked;
