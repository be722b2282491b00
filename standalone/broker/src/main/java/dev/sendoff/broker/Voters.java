package dev.sendoff.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/** All nodes of a cluster, by their id, with the addresses that they hold their quorum at. */
record Voters(Map<Integer, String> addresses) {

    private static final Pattern VOTER = Pattern.compile("(\\d{1,9})@([^@:,\\s]+:\\d{1,5})");

    Voters {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a cluster has at least one node");
        }
        addresses = Map.copyOf(addresses);
    }

    /** @param text as Kafka has it: {@code 1@host:port,2@host:port,3@host:port} */
    static Voters parse(String text) {
        Map<Integer, String> addresses = new TreeMap<>();
        for (String voter : text.split(",", -1)) {
            Matcher parts = VOTER.matcher(voter.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "the voters are ID@HOST:PORT, separated by commas; '" + voter + "' is not");
            }
            if (addresses.put(Integer.valueOf(parts.group(1)), parts.group(2)) != null) {
                throw new IllegalArgumentException("two of the voters have the id " + parts.group(1));
            }
        }
        return new Voters(addresses);
    }

    int count() {
        return addresses.size();
    }

    String addressOf(int id) {
        String address = addresses.get(id);
        if (address == null) {
            throw new IllegalArgumentException("node " + id + " is none of the voters " + this);
        }
        return address;
    }

    /** The same for all nodes that are told of the same voters, so that nobody has to hand it around. */
    Uuid clusterId() {
        UUID id = UUID.nameUUIDFromBytes(toString().getBytes(UTF_8));
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /** As Kafka has it, in the order of the ids. */
    @Override
    public String toString() {
        return new TreeMap<>(addresses)
                .entrySet().stream()
                        .map(voter -> voter.getKey() + "@" + voter.getValue())
                        .collect(Collectors.joining(","));
    }
}
