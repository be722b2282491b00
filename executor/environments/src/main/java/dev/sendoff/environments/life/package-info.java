/**
 * What becomes of execution environments and of the events they are given, decided without a process, a socket or a
 * clock: inputs and the time go in, actions come out. {@link dev.sendoff.environments.life.Life} is one environment,
 * {@link dev.sendoff.environments.life.Roster} all of them.
 */
@NullMarked
package dev.sendoff.environments.life;

import org.jspecify.annotations.NullMarked;
