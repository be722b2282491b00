/** The HTTP side: Lambda's API as its clients know it, and the native API of functions' settings. */
@NullMarked
package dev.sendoff.ingest.http;

import org.jspecify.annotations.NullMarked;
