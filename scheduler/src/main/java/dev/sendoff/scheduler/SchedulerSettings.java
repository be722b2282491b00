package dev.sendoff.scheduler;

import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.Topic;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What the scheduler's Streams application is configured with. */
final class SchedulerSettings {

    /** A record and what is around it. */
    private static final int REQUEST_BYTES = Topic.MAX_RECORD_BYTES + 128 * 1024;

    private SchedulerSettings() {}

    static Properties of(Installation installation, SchedulerConfig config) {
        Properties settings = new Properties();
        settings.putAll(installation.clientSettings());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, installation.named("scheduler"));
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int)
                installation.topics().replication());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        settings.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        settings.put(StreamsConfig.POLL_MS_CONFIG, TimerProcessor.TICK.toMillis());
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, TimerStoreMemory.class);

        // There is no global thread; left unsaid, each start warns of it.
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);

        // One that comes back under its name has its partitions at once, instead of after the session of its former
        // life.
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), installation.instance());
        int session = (int) config.sessionTimeout().toMillis();
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), session / 3);
        // The open transaction of one that was lost holds back readers no longer than its session does.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), session);

        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), REQUEST_BYTES);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        return settings;
    }
}
