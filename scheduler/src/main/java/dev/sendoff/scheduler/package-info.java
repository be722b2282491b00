/**
 * What is not to be seen before its time: retries, delayed and scheduled invocations are all the same here, records that
 * wait durably in a Streams store and are published to their home partition when they are due.
 */
@NullMarked
package dev.sendoff.scheduler;

import org.jspecify.annotations.NullMarked;
