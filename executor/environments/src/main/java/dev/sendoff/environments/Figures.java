package dev.sendoff.environments;

/**
 * How many environments there are in each condition, at one moment.
 *
 * @param ending those that still have their place, until nothing is left of them
 * @param waiting how many events wait for an environment
 * @param held how many of these wait only because others initialise: there is room for their environments
 */
public record Figures(int starting, int idle, int busy, int ending, int waiting, int held) {}
