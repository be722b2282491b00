/**
 * What becomes of the events of functions whose containers somebody else starts, decided without a socket or a clock: requests
 * and the time go in, actions come out. {@link dev.sendoff.environments.crew.Crew} is all containers of one function.
 */
@NullMarked
package dev.sendoff.environments.crew;

import org.jspecify.annotations.NullMarked;
