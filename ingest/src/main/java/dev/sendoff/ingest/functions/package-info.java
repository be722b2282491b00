/** Decides what becomes of functions, versions, aliases and tags when Lambda's Function API is called. */
@NullMarked
package dev.sendoff.ingest.functions;

import org.jspecify.annotations.NullMarked;
