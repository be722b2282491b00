package dev.sendoff.audit;

import dev.sendoff.core.RequestId;

/**
 * An id that is an exception.
 *
 * @param home where it was accepted; where it ended if it was not
 * @param detail what else is known, in words
 */
public record Finding(RequestId id, Coordinates home, Reason reason, String detail) {}
