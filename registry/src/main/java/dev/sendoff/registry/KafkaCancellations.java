package dev.sendoff.registry;

import dev.sendoff.core.Cancellation;
import dev.sendoff.core.RequestId;
import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The cancellations in their topic. */
@Singleton
final class KafkaCancellations implements Cancellations, AutoCloseable {

    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration LOADED_WITHIN = Duration.ofSeconds(15);

    private final CancellationsView view = new CancellationsView(KEPT);
    private final TopicReader reader;
    private final RecordWriter records;
    private final Supplier<? extends Producer<byte[], byte[]>> producers;
    private @Nullable Producer<byte[], byte[]> producer;

    @Inject
    KafkaCancellations(Installation installation) {
        this(
                installation.topics().name(Topic.CANCELLATIONS),
                installation.wire(),
                () -> TopicReader.consumer(installation, "cancellations"),
                () -> producer(installation));
    }

    KafkaCancellations(
            String topic,
            WireFormat wire,
            Supplier<? extends Consumer<byte[], byte[]>> consumers,
            Supplier<? extends Producer<byte[], byte[]>> producers) {
        this.reader = new TopicReader(consumers, topic, new Following(wire, view));
        this.records = new RecordWriter(wire);
        this.producers = producers;
    }

    private static Producer<byte[], byte[]> producer(Installation installation) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, installation.named("cancellations-" + installation.instance()));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) WAIT.dividedBy(2).toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                WAIT.dividedBy(2).toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) WAIT.toMillis());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Has the view follow the topic. */
    private record Following(WireFormat wire, CancellationsView view) implements TopicReader.Follower {
        @Override
        public String what() {
            return "cancellations";
        }

        @Override
        public void endsAt(long offset) {
            view.endsAt(offset);
        }

        @Override
        public void read(String key, ConsumerRecord<byte[], byte[]> record) {
            if (record.value() != null) {
                view.put(record.offset(), wire.cancellation(record.value()));
            }
        }

        @Override
        public void advanceTo(long offset) {
            view.advanceTo(offset);
        }
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        reader.start();
    }

    void onStop(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) ShutdownEvent event) {
        close();
    }

    @Override
    public @Nullable Cancellation find(RequestId id) {
        return view.find(id);
    }

    @Override
    public News since(long next) {
        return view.since(next);
    }

    @Override
    public void awaitReady() {
        view.awaitLoaded(LOADED_WITHIN);
    }

    @Override
    public void write(Cancellation cancellation) {
        try {
            producer().send(records.cancellation(cancellation)).get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new RegistryException("the cancellation could not be written: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("the cancellation was not written; the wait was interrupted", e);
        }
    }

    /** Made when the first is to be written: most processes never write any. */
    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }

    @Override
    public void close() {
        reader.close();
        synchronized (this) {
            if (producer != null) {
                producer.close(Duration.ofSeconds(1));
                producer = null;
            }
        }
    }
}
