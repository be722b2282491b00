/** What callers of Lambda's Function API send, read and checked as far as that goes without knowing what is deployed. */
@NullMarked
package dev.sendoff.ingest.functions.request;

import org.jspecify.annotations.NullMarked;
