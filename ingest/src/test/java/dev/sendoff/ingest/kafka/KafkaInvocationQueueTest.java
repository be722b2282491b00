package dev.sendoff.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.ingest.InvocationQueue.Entry;
import dev.sendoff.ingest.PendingLimit;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaInvocationQueueTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), new MockSchemaRegistryClient());
    private final Channel channel = new Channel();

    /** Keeps what is sent, for the test to acknowledge or not. */
    private static final class Channel implements Emitter<ProducerRecord<byte[], byte[]>> {
        private final List<Message<? extends ProducerRecord<byte[], byte[]>>> sent = new ArrayList<>();
        private boolean closed;

        @Override
        public <M extends Message<? extends ProducerRecord<byte[], byte[]>>> void send(M message) {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            sent.add(message);
        }

        @Override
        public CompletionStage<Void> send(ProducerRecord<byte[], byte[]> payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void complete() {}

        @Override
        public void error(Exception e) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean hasRequests() {
            return true;
        }
    }

    @BeforeEach
    void register() throws IOException {
        wire.register();
    }

    private KafkaInvocationQueue queue(int maxPending, Duration timeout) {
        return new KafkaInvocationQueue(
                new RecordWriter(wire), channel, new PendingLimit(maxPending, 1 << 20), timeout);
    }

    private static Invocation invocation() {
        return Invocation.accepted(RequestId.generate(3, NOW, new Random(1)), "hello", null, "{}", NOW, null);
    }

    private static CompletableFuture<Entry> put(KafkaInvocationQueue queue) {
        return queue.put(3, invocation()).toCompletableFuture();
    }

    @Test
    void anEntryIsDurableOnceItIsAcknowledgedAndNotBefore() {
        CompletableFuture<Entry> entry = put(queue(10, LONG));
        assertThat(entry).isNotDone();
        channel.sent.getFirst().ack();
        assertThat(entry).isCompletedWithValue(Entry.DURABLE);
    }

    @Test
    void goesToItsHomeInTheTopicOfItsKind() {
        KafkaInvocationQueue queue = queue(10, LONG);
        put(queue);
        queue.put(2, invocation().delayedUntil(NOW.plusSeconds(5)));
        assertThat(channel.sent)
                .extracting(message -> message.getPayload().topic() + " "
                        + message.getPayload().partition())
                .containsExactly("test.invocations 3", "test.retries 2");
    }

    @Test
    void anEntryThatIsRefusedHasFailedAndMakesRoom() {
        KafkaInvocationQueue queue = queue(1, LONG);
        CompletableFuture<Entry> entry = put(queue);
        channel.sent.getFirst().nack(new IOException("away"));
        assertThat(entry).isCompletedWithValue(Entry.FAILED);
        assertThat(put(queue)).isNotDone();
    }

    @Test
    void whatExceedsTheLimitIsNotSent() {
        KafkaInvocationQueue queue = queue(1, LONG);
        put(queue);
        assertThat(put(queue)).isCompletedWithValue(Entry.FULL);
        assertThat(channel.sent).hasSize(1);
        channel.sent.getFirst().ack();
        assertThat(put(queue)).isNotDone();
        assertThat(channel.sent).hasSize(2);
    }

    @Test
    void aChannelThatTakesNothingFailsAndKeepsNoRoom() {
        KafkaInvocationQueue queue = queue(1, LONG);
        channel.closed = true;
        assertThat(put(queue)).isCompletedWithValue(Entry.FAILED);
        channel.closed = false;
        assertThat(put(queue)).isNotDone();
    }

    @Test
    void whoWaitsTooLongIsToldAndTheRecordKeepsItsRoom() {
        KafkaInvocationQueue queue = queue(1, Duration.ofMillis(20));
        assertThat(put(queue)).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(Entry.FAILED);
        assertThat(put(queue)).isCompletedWithValue(Entry.FULL);
        channel.sent.getFirst().ack();
        assertThat(put(queue)).isNotCompletedExceptionally();
        assertThat(channel.sent).hasSize(2);
    }
}
