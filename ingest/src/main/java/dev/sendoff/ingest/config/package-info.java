/** The settings of ingest, and its parts put together by them. */
@NullMarked
package dev.sendoff.ingest.config;

import org.jspecify.annotations.NullMarked;
