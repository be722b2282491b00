/**
 * The functions of an installation and their settings: a compacted topic, its one way of being written, and the view of
 * it that every process keeps in memory.
 */
@NullMarked
package dev.sendoff.registry;

import org.jspecify.annotations.NullMarked;
