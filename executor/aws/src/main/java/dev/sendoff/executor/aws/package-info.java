/** Deliveries to services of AWS's, through its SDK. */
@NullMarked
package dev.sendoff.executor.aws;

import org.jspecify.annotations.NullMarked;
