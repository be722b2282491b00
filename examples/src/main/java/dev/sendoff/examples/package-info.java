/** Small handlers to try Sendoff with, each written as one would write it for AWS Lambda. */
@NullMarked
package dev.sendoff.examples;

import org.jspecify.annotations.NullMarked;
