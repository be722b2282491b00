package dev.sendoff.executor.containers;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the setting that gives functions ports of their own. */
final class FunctionPorts {

    private FunctionPorts() {}

    /**
     * @param entries each {@code NAME=PORT}
     * @throws IllegalArgumentException with a sentence for whoever set it
     */
    static Map<String, Integer> read(List<String> entries) {
        Map<String, Integer> ports = new TreeMap<>();
        for (String entry : entries) {
            String[] parts = entry.strip().split("=", -1);
            if (parts.length != 2
                    || !parts[0].matches("[a-zA-Z0-9-_]{1,64}")
                    || !parts[1].matches("[0-9]{1,5}")
                    || Integer.parseInt(parts[1]) > 65_535) {
                throw new IllegalArgumentException("sendoff.containers.ports (SENDOFF_CONTAINERS_PORTS) is a list of"
                        + " NAME=PORT, such as hello=9101,thumbnail=9102, but has '" + entry + "'");
            }
            if (ports.put(parts[0], Integer.parseInt(parts[1])) != null) {
                throw new IllegalArgumentException(
                        "sendoff.containers.ports (SENDOFF_CONTAINERS_PORTS) names '" + parts[0] + "' twice");
            }
        }
        return ports;
    }
}
