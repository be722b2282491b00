package dev.sendoff.e2e.violations.core;

final class CoreThatSeesKafka {
    Class<?> seen = org.apache.kafka.clients.producer.Producer.class;
}
