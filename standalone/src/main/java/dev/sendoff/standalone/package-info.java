/**
 * All of Sendoff on one machine: this process runs every service, and keeps a broker and a registry as children beside
 * it. Here is only what starts, watches and stops them.
 */
@NullMarked
package dev.sendoff.standalone;

import org.jspecify.annotations.NullMarked;
