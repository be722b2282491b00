/** The HTTP side of Lambda's Function API. */
@NullMarked
package dev.sendoff.ingest.http.functions;

import org.jspecify.annotations.NullMarked;
