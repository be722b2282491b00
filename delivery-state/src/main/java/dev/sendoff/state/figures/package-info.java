/** What is counted of each function, how it is kept, and what is read out of it. */
@NullMarked
package dev.sendoff.state.figures;

import org.jspecify.annotations.NullMarked;
