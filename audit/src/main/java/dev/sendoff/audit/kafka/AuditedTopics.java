package dev.sendoff.audit.kafka;

import dev.sendoff.audit.Retained;
import dev.sendoff.audit.Station;
import dev.sendoff.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The topics that an audit looks at. For one thread, but for {@link #wakeUp}. */
interface AuditedTopics extends AutoCloseable {

    /** How long whatever does not answer is waited for. */
    Duration PATIENCE = Duration.ofSeconds(30);

    static Topic topic(Station station) {
        return switch (station) {
            case INVOCATIONS -> Topic.INVOCATIONS;
            case RETRIES -> Topic.RETRIES;
            case SUCCESSES -> Topic.SUCCESSES;
            case DEAD_LETTERS -> Topic.DEAD_LETTERS;
        };
    }

    /** By partition, of all stations. */
    Map<TopicPartition, Station> partitions();

    Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions);

    /** Of each the first record that is not older; where there is none, its end. */
    Map<TopicPartition, Long> offsetsAt(Instant time, Collection<TopicPartition> partitions);

    /**
     * Where everything ends now. The outcomes' ends are taken first: whatever has ended before them was accepted before
     * those of the queues, so that no end is seen without its beginning.
     */
    Map<TopicPartition, Long> ends(Map<TopicPartition, Station> partitions);

    /** The maximum event ages that are set. */
    Map<Patience.Target, Duration> maxEventAges();

    /**
     * Hands over every record from {@code begins} to before {@code ends}, each partition's in their order.
     *
     * @throws AuditException if nothing can be read for {@link #PATIENCE}
     */
    void read(
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> reader);

    /** What is left of each partition, as far as its topic's settings may be read. */
    List<Retained> retained(Map<TopicPartition, Station> partitions);

    /** From any thread: ends what another one reads. */
    void wakeUp();

    @Override
    void close();
}
