package dev.sendoff.destinations;

import dev.sendoff.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers. A topic that is not there is not made: brokers that make topics for whoever writes to them are asked
 * before anything is written.
 */
final class KafkaTargetTopics implements TargetTopics {

    private static final Logger log = LoggerFactory.getLogger(KafkaTargetTopics.class);

    /** Room for a record's key, headers and frame beside its value. */
    private static final int FRAME_BYTES = 4 * 1024;

    /** What topics have by default, less the frame. */
    private static final int DEFAULT_BYTES = 1_048_588 - FRAME_BYTES;

    private static final Duration KNOWN_FOR = Duration.ofSeconds(30);
    private static final Duration MISSED_FOR = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final int REMEMBERED = 1_000;

    private final Admin admin;
    private final Duration refusedPause;
    private final InstantSource clock;
    private final Map<String, Known> topics = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Known(OptionalInt maxBytes, Instant until) {}

    /** @param refusedPause how long a topic that refused a record is left alone */
    KafkaTargetTopics(Admin admin, Duration refusedPause, InstantSource clock) {
        this.admin = admin;
        this.refusedPause = refusedPause;
        this.clock = clock;
    }

    @Override
    public OptionalInt maxBytes(String topic) {
        return known(topic).maxBytes();
    }

    @Override
    public void refused(String topic, String why) {
        log.warn("topic={} cannot be written, and is left alone for {}: {}", topic, refusedPause, why);
        topics.put(topic, new Known(OptionalInt.empty(), clock.instant().plus(refusedPause)));
    }

    private Known known(String topic) {
        Instant now = clock.instant();
        Known known = topics.get(topic);
        if (known == null || !now.isBefore(known.until())) {
            known = ask(topic, now);
            topics.put(topic, known);
        }
        return known;
    }

    private Known ask(String topic, Instant now) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            ConfigEntry limit = admin.describeConfigs(List.of(resource))
                    .values()
                    .getOrDefault(resource, KafkaFuture.completedFuture(new Config(List.of())))
                    .get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS)
                    .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            int bytes = limit == null || limit.value() == null
                    ? Topic.MAX_RECORD_BYTES
                    : Math.min(Integer.parseInt(limit.value()), Topic.MAX_RECORD_BYTES);
            return new Known(OptionalInt.of(Math.max(0, bytes - FRAME_BYTES)), now.plus(KNOWN_FOR));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                // It may be written all the same: whether it can shows when it is.
                return new Known(OptionalInt.of(DEFAULT_BYTES), now.plus(KNOWN_FOR));
            }
            log.warn("topic={} cannot be written: {}", topic, String.valueOf(e.getCause()));
            return new Known(OptionalInt.empty(), now.plus(MISSED_FOR));
        } catch (TimeoutException e) {
            log.warn(
                    "topic={} is not written: the brokers did not say within {} whether it is there",
                    topic,
                    ANSWER_WITHIN);
            return new Known(OptionalInt.empty(), now.plus(MISSED_FOR));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
