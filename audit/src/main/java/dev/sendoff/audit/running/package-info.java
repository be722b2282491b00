/** The audit as a part of a service: run now and then, its findings published as a metric. */
@NullMarked
package dev.sendoff.audit.running;

import org.jspecify.annotations.NullMarked;
