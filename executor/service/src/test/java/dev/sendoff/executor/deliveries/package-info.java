@NullMarked
package dev.sendoff.executor.deliveries;

import org.jspecify.annotations.NullMarked;
