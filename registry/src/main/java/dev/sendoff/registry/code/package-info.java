/** The zips of functions: checked, kept in chunks in a topic, and unpacked to a folder where they are to run. */
@NullMarked
package dev.sendoff.registry.code;

import org.jspecify.annotations.NullMarked;
