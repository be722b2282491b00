/**
 * What an audit says of one id, and of all together: pure functions of what was seen of it on the topics. Sees no broker,
 * no clock and no thread.
 */
@NullMarked
package dev.sendoff.audit;

import org.jspecify.annotations.NullMarked;
