package dev.sendoff.ingest.kafka;

import io.smallrye.reactive.messaging.ClientCustomizer;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/**
 * Gives the channel's producer exactly the settings it is to have. The connector takes some names for itself
 * ({@code retries} among them, which would send a record anew that Kafka has already), and guesses types of the others.
 */
public final class InvocationChannelSettings implements ClientCustomizer<Map<String, Object>> {

    /** The channel's name, in its settings and where it is injected. */
    public static final String CHANNEL = "sendoff-invocations";

    private final Map<String, Object> producer;

    public InvocationChannelSettings(Map<String, Object> producer) {
        this.producer = Map.copyOf(producer);
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        if (channel.equals(CHANNEL)) {
            settings.putAll(producer);
        }
        return settings;
    }
}
