package dev.sendoff.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;

/** What a broker that may be killed at any time has to be told: one that is alone on its machine, or a node of several. */
record BrokerSettings(Path data, Node node) {

    static final String CONTROLLER_LISTENER = "CONTROLLER";

    /** 8 MiB, the largest record of the topic catalogue, and what a batch puts around it. */
    static final int MAX_MESSAGE_BYTES = (8 << 20) + (64 << 10);

    KafkaConfig asKafkaConfig() {
        return KafkaConfig.fromProps(properties(), false);
    }

    Properties properties() {
        Map<String, String> settings = new HashMap<>();
        settings.putAll(addresses());
        settings.putAll(replication());
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
                Integer.toString(node.id()),
                "controller.quorum.voters",
                node.voters().toString(),
                "listeners",
                "PLAINTEXT://" + node.host() + ":" + node.port() + "," + CONTROLLER_LISTENER + "://"
                        + node.voters().addressOf(node.id()),
                "advertised.listeners",
                "PLAINTEXT://" + node.host() + ":" + node.port(),
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "inter.broker.listener.name",
                "PLAINTEXT",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
                "log.dirs",
                data.toString());
    }

    /** Three copies where there are three nodes, and a write is acknowledged when two have it. */
    private Map<String, String> replication() {
        String copies = Integer.toString(Math.min(3, node.voters().count()));
        String inSync = Integer.toString(Math.min(2, node.voters().count()));
        Map<String, String> settings = new HashMap<>(Map.of(
                "auto.create.topics.enable",
                "false",
                "default.replication.factor",
                copies,
                "min.insync.replicas",
                inSync,
                // A machine that is switched off for weeks goes on where it was.
                "offsets.retention.minutes",
                "525600"));
        settings.put("offsets.topic.replication.factor", copies);
        settings.put("offsets.topic.num.partitions", "4");
        for (String internal : new String[] {"transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(internal + ".replication.factor", copies);
            settings.put(internal + ".min.isr", inSync);
            settings.put(internal + ".num.partitions", "4");
        }
        return settings;
    }

    /** Who was killed is missed after seconds: the broker by itself, members by their group, writers by readers. */
    private static Map<String, String> quickRecovery() {
        return Map.ofEntries(
                Map.entry("broker.session.timeout.ms", "2000"),
                Map.entry("broker.heartbeat.interval.ms", "500"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "1000"),
                Map.entry("group.consumer.session.timeout.ms", "6000"),
                Map.entry("group.consumer.min.session.timeout.ms", "1000"),
                Map.entry("group.consumer.heartbeat.interval.ms", "1000"),
                Map.entry("group.consumer.min.heartbeat.interval.ms", "500"),
                // Who joins or leaves changes the assignment at once: groups are small here.
                Map.entry("group.consumer.assignment.interval.ms", "0"),
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"));
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
