/** Where ingest runs on its own, its callers need to know no other address: the states are asked for here too. */
@NullMarked
package dev.sendoff.ingest.app;

import org.jspecify.annotations.NullMarked;
