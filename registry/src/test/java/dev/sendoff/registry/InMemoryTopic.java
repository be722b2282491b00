package dev.sendoff.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of one partition, with Kafka's own mock clients on it. */
final class InMemoryTopic {

    static final String NAME = "test.functions";

    private final TopicPartition partition = new TopicPartition(NAME, 0);
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private int refusals;
    private final List<ProducerRecord<byte[], byte[]>> code = new ArrayList<>();
    private @Nullable Producer<byte[], byte[]> owner;
    private boolean reachable = true;
    private boolean readable = true;

    synchronized long append(String key, byte[] value) {
        long offset = records.size();
        records.add(new ConsumerRecord<>(NAME, 0, offset, key == null ? null : key.getBytes(UTF_8), value));
        notifyAll();
        return offset;
    }

    synchronized int size() {
        return records.size();
    }

    /** How many records say something of a function. */
    synchronized long said() {
        return records.stream()
                .filter(record -> record.key() == null || !new String(record.key(), UTF_8).equals(":"))
                .count();
    }

    /** Whether consumers are given what is new. */
    synchronized void readable(boolean nowReadable) {
        readable = nowReadable;
        notifyAll();
    }

    synchronized void reachable(boolean nowReachable) {
        reachable = nowReachable;
    }

    private synchronized void requireReachable() {
        if (!reachable) {
            throw new KafkaException("the brokers are away");
        }
    }

    Consumer<byte[], byte[]> consumer() {
        requireReachable();
        return new FollowingConsumer();
    }

    Producer<byte[], byte[]> producer() {
        return new AppendingProducer();
    }

    private final class FollowingConsumer extends MockConsumer<byte[], byte[]> {
        private int given;

        FollowingConsumer() {
            super("earliest");
            updateBeginningOffsets(Map.of(partition, 0L));
            updateEndOffsets(Map.of(partition, (long) size()));
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            synchronized (InMemoryTopic.this) {
                try {
                    if (given == records.size() || !readable) {
                        InMemoryTopic.this.wait(20);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (; readable && given < records.size(); given++) {
                    addRecord(records.get(given));
                }
            }
            return super.poll(Duration.ZERO);
        }
    }

    /** What was written to the topic of code, whose chunks are only kept. */
    synchronized List<ProducerRecord<byte[], byte[]>> code() {
        return List.copyOf(code);
    }

    /** As a broker has it with one transactional id: whoever has begun last fences the others, which it says in two ways. */
    private final class AppendingProducer extends MockProducer<byte[], byte[]> {
        private final List<ProducerRecord<byte[], byte[]>> pending = new ArrayList<>();

        AppendingProducer() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void initTransactions() {
            requireReachable();
            super.initTransactions();
            synchronized (InMemoryTopic.this) {
                owner = this;
            }
        }

        private void requireOwnership() {
            requireReachable();
            if (owner != this) {
                throw refusals++ % 2 == 0
                        ? new InvalidTxnStateException("another writer has ended the transaction")
                        : new ProducerFencedException("another writer has begun");
            }
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            synchronized (InMemoryTopic.this) {
                requireOwnership();
                boolean isCode = !record.topic().equals(NAME);
                long offset = (isCode ? code : records).size()
                        + pending.stream()
                                .filter(each -> each.topic().equals(record.topic()))
                                .count();
                pending.add(record);
                return CompletableFuture.completedFuture(new RecordMetadata(partition, offset, 0, 0, 0, 0));
            }
        }

        @Override
        public void commitTransaction() {
            synchronized (InMemoryTopic.this) {
                requireOwnership();
                super.commitTransaction();
                for (ProducerRecord<byte[], byte[]> record : pending) {
                    if (record.topic().equals(NAME)) {
                        append(new String(record.key(), UTF_8), record.value());
                    } else {
                        code.add(record);
                    }
                }
                pending.clear();
            }
        }

        @Override
        public void abortTransaction() {
            pending.clear();
            super.abortTransaction();
        }
    }
}
