/**
 * The state of every invocation, put together from every topic that it leaves a trace on: a Streams application of its
 * own, whose stores are asked from here, and its life cycle.
 */
@NullMarked
package dev.sendoff.state;

import org.jspecify.annotations.NullMarked;
