/**
 * The built-in functions that carry records to destinations which may fail or hang: webhooks, and topics that could not be
 * written at first. They run as every other function does.
 */
@NullMarked
package dev.sendoff.executor.deliveries;

import org.jspecify.annotations.NullMarked;
