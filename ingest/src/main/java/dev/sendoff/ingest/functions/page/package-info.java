/** Lists in parts, as all lists of Lambda's API are answered. */
@NullMarked
package dev.sendoff.ingest.functions.page;

import org.jspecify.annotations.NullMarked;
