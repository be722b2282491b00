package dev.sendoff.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.Function;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.installation.Installation;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The functions in their compacted topic. Writers of one process take turns; between processes the last one wins, with
 * the whole record.
 */
@Singleton
final class KafkaFunctions implements Functions, AutoCloseable {

    private static final Duration WAIT = Duration.ofSeconds(15);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String topic;
    private final WireFormat wire;
    private final Supplier<? extends Producer<byte[], byte[]>> producers;
    private final InstantSource clock;
    private final Duration wait;
    private final FunctionsView view = new FunctionsView();
    private final FunctionsTopicReader reader;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private State state = State.NEW;
    private @Nullable Producer<byte[], byte[]> producer;

    private enum State {
        NEW,
        STARTED,
        CLOSED
    }

    @Inject
    KafkaFunctions(Installation installation) {
        this(
                installation.topics().name(Topic.FUNCTIONS),
                installation.wire(),
                () -> consumer(installation),
                () -> producer(installation),
                InstantSource.system(),
                WAIT);
    }

    KafkaFunctions(
            String topic,
            WireFormat wire,
            Supplier<? extends Consumer<byte[], byte[]>> consumers,
            Supplier<? extends Producer<byte[], byte[]>> producers,
            InstantSource clock,
            Duration wait) {
        this.topic = topic;
        this.wire = wire;
        this.producers = producers;
        this.clock = clock;
        this.wait = wait;
        this.reader = new FunctionsTopicReader(consumers, topic, wire, view);
    }

    private static Consumer<byte[], byte[]> consumer(Installation installation) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, installation.named("functions-" + installation.instance()));
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Producer<byte[], byte[]> producer(Installation installation) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, installation.named("functions-" + installation.instance()));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Early: what other services do when they start may already ask for functions. */
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        start();
    }

    void onStop(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) ShutdownEvent event) {
        close();
    }

    /** Starts to load. Does nothing where that has been done, or after the end. */
    void start() {
        lifecycle.lock();
        try {
            if (state == State.NEW) {
                state = State.STARTED;
                reader.start();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public Optional<Function> find(String name) {
        awaitLoaded();
        return view.find(name);
    }

    @Override
    public List<Function> all() {
        awaitLoaded();
        return view.all();
    }

    @Override
    public boolean isReady() {
        return view.isLoaded();
    }

    @Override
    public void announce(Collection<Function> deployed) {
        awaitLoaded();
        writing.lock();
        try {
            List<Function> changed = new ArrayList<>();
            for (Function definition : deployed) {
                Optional<Function> known = view.find(definition.name());
                if (known.isEmpty()) {
                    changed.add(definition);
                } else if (Definitions.differ(definition, known.get())) {
                    changed.add(Definitions.withSettingsOf(known.get(), definition));
                }
            }
            write(changed);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public Function setRetryPolicy(String name, @Nullable RetryPolicy policy) {
        return change(
                name, known -> known.withRetryPolicy(policy, UUID.randomUUID().toString(), clock.instant()));
    }

    @Override
    public Function setReservedConcurrency(String name, @Nullable Integer reserved) {
        return change(
                name,
                known -> known.withReservedConcurrency(
                        reserved, UUID.randomUUID().toString(), clock.instant()));
    }

    private Function change(String name, UnaryOperator<Function> change) {
        awaitLoaded();
        writing.lock();
        try {
            Function known = view.find(name).orElseThrow(() -> new UnknownFunctionException(name));
            Function changed = change.apply(known);
            write(List.of(changed));
            return changed;
        } finally {
            writing.unlock();
        }
    }

    private void awaitLoaded() {
        if (!view.isLoaded()) {
            start();
            view.awaitLoaded(wait);
        }
    }

    /** All of them are on their way before the first is waited for. */
    private void write(Collection<Function> functions) {
        if (functions.isEmpty()) {
            return;
        }
        try {
            Producer<byte[], byte[]> open = openProducer();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Function function : functions) {
                sent.add(open.send(
                        new ProducerRecord<>(topic, 0, function.name().getBytes(UTF_8), wire.function(function))));
            }
            long last = 0;
            for (Future<RecordMetadata> each : sent) {
                last = each.get(wait.toMillis(), TimeUnit.MILLISECONDS).offset();
            }
            view.awaitRead(last, wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while functions were written", e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new RegistryException("functions could not be written: " + e.getMessage(), e);
        }
    }

    private Producer<byte[], byte[]> openProducer() {
        lifecycle.lock();
        try {
            if (state == State.CLOSED) {
                throw new RegistryException("functions cannot be written any more: the process ends", null);
            }
            Producer<byte[], byte[]> open = producer;
            if (open == null) {
                open = producers.get();
                producer = open;
            }
            return open;
        } finally {
            lifecycle.unlock();
        }
    }

    @Override
    public void close() {
        lifecycle.lock();
        try {
            if (state == State.CLOSED) {
                return;
            }
            state = State.CLOSED;
        } finally {
            lifecycle.unlock();
        }
        view.close();
        reader.close();
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
    }
}
