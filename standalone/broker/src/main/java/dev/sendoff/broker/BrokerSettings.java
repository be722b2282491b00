package dev.sendoff.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;

/** What a broker that is alone on one machine, and may be killed at any time, has to be told. */
record BrokerSettings(Path data, int port, int controllerPort) {

    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    /** 8 MiB, the largest record of the topic catalogue, and what a batch puts around it. */
    static final int MAX_MESSAGE_BYTES = (8 << 20) + (64 << 10);

    KafkaConfig asKafkaConfig() {
        return KafkaConfig.fromProps(properties(), false);
    }

    Properties properties() {
        Map<String, String> settings = new HashMap<>();
        settings.putAll(addresses());
        settings.putAll(singleNode());
        settings.putAll(quickRecovery());
        settings.putAll(sizes());
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    private Map<String, String> addresses() {
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE_ID),
                "controller.quorum.voters",
                NODE_ID + "@127.0.0.1:" + controllerPort,
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "inter.broker.listener.name",
                "PLAINTEXT",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
                "log.dirs",
                data.toString());
    }

    private static Map<String, String> singleNode() {
        return Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "4",
                "auto.create.topics.enable", "false",
                // A machine that is switched off for weeks goes on where it was.
                "offsets.retention.minutes", "525600");
    }

    /** Who was killed is missed after seconds: the broker by itself, members by their group, writers by readers. */
    private static Map<String, String> quickRecovery() {
        return Map.of(
                "broker.session.timeout.ms", "2000",
                "broker.heartbeat.interval.ms", "500",
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000",
                "group.consumer.session.timeout.ms", "6000",
                "group.consumer.min.session.timeout.ms", "1000",
                "group.consumer.heartbeat.interval.ms", "1000",
                "group.consumer.min.heartbeat.interval.ms", "500",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }

    private static Map<String, String> sizes() {
        return Map.of(
                "message.max.bytes",
                Integer.toString(MAX_MESSAGE_BYTES),
                "replica.fetch.max.bytes",
                Integer.toString(MAX_MESSAGE_BYTES),
                // By default 128 MB of heap.
                "log.cleaner.dedupe.buffer.size",
                Integer.toString(8 << 20),
                "num.network.threads",
                "2",
                "num.io.threads",
                "4",
                "num.recovery.threads.per.data.dir",
                "2");
    }
}
