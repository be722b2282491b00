package dev.sendoff.core;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A name for a version of a function, or for two of them, between which chance decides.
 *
 * @param name not a number alone
 * @param version the version that gets what the others do not
 * @param additionalWeights by version the part of all attempts that goes to it, 0 to 1; never null
 * @param revisionId changes with every change
 */
public record Alias(
        String name, String version, String description, Map<String, Double> additionalWeights, String revisionId) {

    public Alias {
        for (Map.Entry<String, Double> weight : additionalWeights.entrySet()) {
            if (!(weight.getValue() >= 0 && weight.getValue() <= 1)) {
                throw new IllegalArgumentException("the weight of version " + weight.getKey() + " is "
                        + weight.getValue() + ", but 0 to 1 is allowed");
            }
        }
        additionalWeights = Collections.unmodifiableMap(new TreeMap<>(additionalWeights));
    }

    /** The version that the next attempt runs. */
    public String choose(RandomGenerator random) {
        if (additionalWeights.isEmpty()) {
            return version;
        }
        double left = random.nextDouble();
        for (Map.Entry<String, Double> additional : additionalWeights.entrySet()) {
            left -= additional.getValue();
            if (left < 0) {
                return additional.getKey();
            }
        }
        return version;
    }

    /** Whether it names {@code number} in any way. */
    public boolean uses(String number) {
        return version.equals(number) || additionalWeights.containsKey(number);
    }
}
