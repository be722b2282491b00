/** Where handlers come from: the class path of the application, and jars that see only the handler API. */
@NullMarked
package dev.sendoff.executor.handlers.sources;

import org.jspecify.annotations.NullMarked;
