/**
 * The load runs. Each starts an installation of its own with a fresh data folder, measures it beside plain clients on the
 * same broker in the same run, and prints ratios: absolute figures depend on the machine and the hour.
 */
@NullMarked
package dev.sendoff.benchmarks;

import org.jspecify.annotations.NullMarked;
