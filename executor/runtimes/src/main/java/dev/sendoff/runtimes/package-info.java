/**
 * The runtimes of Lambda: which identifiers there are, and what starts code of each on this machine. The programs that
 * call Node.js and Python handlers are resources of this room; Java handlers are called by AWS's own client.
 */
@NullMarked
package dev.sendoff.runtimes;

import org.jspecify.annotations.NullMarked;
