package dev.sendoff.registry;

import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.core.FunctionVersion;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The functions in their compacted topic. */
@Singleton
final class KafkaFunctions implements Functions, AutoCloseable {

    private static final Duration WAIT = Duration.ofSeconds(15);

    private final InstantSource clock;
    private final Duration wait;
    private final FunctionsView view = new FunctionsView();
    private final TopicReader reader;
    private final FunctionsWriter writer;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private State state = State.NEW;

    private enum State {
        NEW,
        STARTED,
        CLOSED
    }

    @Inject
    KafkaFunctions(Installation installation) {
        this(
                installation.topics().name(Topic.FUNCTIONS),
                installation.topics().name(Topic.FUNCTION_CODE),
                installation.wire(),
                () -> TopicReader.consumer(installation, "functions"),
                () -> producer(installation),
                InstantSource.system(),
                WAIT);
    }

    KafkaFunctions(
            String topic,
            String codeTopic,
            WireFormat wire,
            Supplier<? extends Consumer<byte[], byte[]>> consumers,
            Supplier<? extends Producer<byte[], byte[]>> producers,
            InstantSource clock,
            Duration wait) {
        this.clock = clock;
        this.wait = wait;
        this.reader = new TopicReader(consumers, topic, new Following(wire, view));
        this.writer = new FunctionsWriter(topic, codeTopic, wire, view, producers, wait);
    }

    /** Has the view follow the topic. */
    private record Following(WireFormat wire, FunctionsView view) implements TopicReader.Follower {
        @Override
        public String what() {
            return "functions";
        }

        @Override
        public void endsAt(long offset) {
            view.endsAt(offset);
        }

        @Override
        public void read(String key, ConsumerRecord<byte[], byte[]> record) {
            if (record.value() == null) {
                view.remove(key);
            } else {
                view.put(wire.function(record.value()));
            }
        }

        @Override
        public void advanceTo(long offset) {
            view.advanceTo(offset);
        }
    }

    private static Producer<byte[], byte[]> producer(Installation installation) {
        Map<String, Object> settings = new HashMap<>(installation.clientSettings());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, installation.named("functions-" + installation.instance()));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, installation.named("functions-writer"));
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
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
    public Optional<FunctionVersion> version(String name, String number) {
        awaitLoaded();
        return view.version(name, number);
    }

    @Override
    public List<FunctionVersion> versions(String name) {
        awaitLoaded();
        return view.versions(name);
    }

    @Override
    public void announce(Collection<Function> deployed) {
        awaitLoaded();
        if (!news(deployed, view::find).isEmpty()) {
            change(transaction -> {
                List<Function> news = news(deployed, transaction::find);
                news.forEach(transaction::put);
                return news.size();
            });
        }
    }

    private static List<Function> news(
            Collection<Function> deployed, java.util.function.Function<String, Optional<Function>> known) {
        List<Function> news = new ArrayList<>();
        for (Function definition : deployed) {
            Optional<Function> before = known.apply(definition.name());
            if (before.isEmpty()) {
                news.add(definition);
            } else if (Definitions.differ(definition, before.get())) {
                news.add(Definitions.deployedOver(before.get(), definition));
            }
        }
        return news;
    }

    @Override
    public <R> R change(FunctionsChange<R> change) {
        awaitLoaded();
        return writer.write(change);
    }

    @Override
    public Function changeSettings(String name, UnaryOperator<FunctionSettings> change) {
        return change(transaction -> {
            Function known = transaction.find(name).orElseThrow(() -> new UnknownFunctionException(name));
            Function changed = known.withSettings(
                    change.apply(known.settings()), UUID.randomUUID().toString(), clock.instant());
            transaction.put(changed);
            return changed;
        });
    }

    @Override
    public long revision() {
        return view.position();
    }

    private void awaitLoaded() {
        if (!view.isLoaded()) {
            start();
            view.awaitLoaded(wait);
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
        writer.close();
        reader.close();
    }
}
