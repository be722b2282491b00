package dev.sendoff.audit.cli;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/** Where the installation is, by the variables that {@code up} goes by. */
record Environment(Map<String, String> variables) {

    String prefix() {
        return variables.getOrDefault("SENDOFF_TOPICS_PREFIX", "sendoff.");
    }

    String bootstrap() {
        return given("SENDOFF_KAFKA_BOOTSTRAP", "127.0.0.1:" + given("SENDOFF_KAFKA_PORT", "9092"));
    }

    String registryUrl() {
        return given(
                "SENDOFF_REGISTRY_URL",
                "http://127.0.0.1:" + given("SENDOFF_REGISTRY_PORT", "8081") + "/apis/ccompat/v7");
    }

    Map<String, Object> clientSettings() {
        Map<String, Object> settings = new HashMap<>(further("SENDOFF_KAFKA_PROPERTIES_"));
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
        return settings;
    }

    Map<String, String> registrySettings() {
        return further("SENDOFF_REGISTRY_PROPERTIES_");
    }

    /** An empty variable is one that is not set. */
    private String given(String name, String otherwise) {
        String value = variables.getOrDefault(name, "");
        return value.isBlank() ? otherwise : value;
    }

    private Map<String, String> further(String start) {
        Map<String, String> further = new HashMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(start)) {
                further.put(
                        name.substring(start.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return further;
    }
}
