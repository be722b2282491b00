package dev.sendoff.environments;

/**
 * How many environments there are in each condition, at one moment.
 *
 * @param ending those that still have their place, until nothing is left of them
 * @param waiting how many events wait for an environment
 */
public record Figures(int starting, int idle, int busy, int ending, int waiting) {}
