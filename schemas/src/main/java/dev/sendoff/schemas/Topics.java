package dev.sendoff.schemas;

import dev.sendoff.core.RequestId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The topics of one installation.
 *
 * @param prefix put before every name, such as {@code sendoff.}
 * @param partitions of every home-partitioned topic; at most {@link RequestId#MAX_PARTITIONS}
 * @param replication the replication factor; -1 for the broker's default
 */
public record Topics(String prefix, int partitions, short replication) {

    public Topics {
        if (partitions < 1 || partitions > RequestId.MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "partitions must be 1 to " + RequestId.MAX_PARTITIONS + ", not " + partitions);
        }
        if (!prefix.matches("[a-zA-Z0-9._-]{0,200}")) {
            throw new IllegalArgumentException(
                    "a topic prefix has letters, digits, '.', '_' and '-' only, unlike '" + prefix + "'");
        }
    }

    /** The full name. */
    public String name(Topic topic) {
        return prefix + topic.baseName();
    }

    /** The topic of that full name; empty if it is none of ours. */
    public Optional<Topic> byName(String name) {
        return name.startsWith(prefix) ? Topic.byBaseName(name.substring(prefix.length())) : Optional.empty();
    }

    public int partitions(Topic topic) {
        return topic.isHomePartitioned() ? partitions : 1;
    }

    /** The subject that the topic's value schema is registered under: Confluent's TopicNameStrategy. */
    public String subject(Topic topic) {
        return name(topic) + "-value";
    }

    /** What is to be created where it does not exist. */
    public List<NewTopic> definitions() {
        return Arrays.stream(Topic.values())
                .map(topic -> new NewTopic(name(topic), partitions(topic), replication).configs(topic.settings()))
                .toList();
    }
}
