package dev.sendoff.ingest.kafka;

import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.RecordWriter;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks at the start what would otherwise be asked while the first caller waits, on an event loop at that: the ids of the
 * schemas, and where the topics' partitions are.
 */
@Singleton
final class WarmUp {

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final RecordWriter writer;
    private final KafkaClientService clients;

    WarmUp(Installation installation, KafkaClientService clients) {
        this.writer = new RecordWriter(installation.wire());
        this.clients = clients;
    }

    void onStart(@Observes StartupEvent event) {
        Instant then = Instant.EPOCH;
        Invocation sample = Invocation.accepted(RequestId.derived(0, 0, then), "warm-up", null, "{}", then, null);
        KafkaProducer<byte[], byte[]> producer = clients.getProducer(InvocationChannelSettings.CHANNEL);
        try {
            for (Invocation each : new Invocation[] {sample, sample.delayedUntil(then.plusSeconds(1))}) {
                ProducerRecord<byte[], byte[]> record = writer.invocation(0, each);
                producer.runOnSendingThread(sending -> {
                            sending.partitionsFor(record.topic());
                        })
                        .await()
                        .atMost(TIMEOUT);
            }
        } catch (KafkaException | TimeoutException e) {
            log.warn("the queue does not answer yet; the first events will wait for it", e);
        }
    }
}
