/** Bodies of Lambda's Function API: their JSON, the fields of it, and how a request is refused. */
@NullMarked
package dev.sendoff.ingest.functions.body;

import org.jspecify.annotations.NullMarked;
