package dev.sendoff.state;

import dev.sendoff.core.RequestId;
import dev.sendoff.installation.Installation;
import dev.sendoff.schemas.Topic;
import dev.sendoff.schemas.WireFormat;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delivery state's Streams application, which starts and stops with the process: which instance holds which
 * partition, what this one's stores hold, and how far it has come. Safe for many threads.
 */
@Singleton
public final class DeliveryStates implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DeliveryStates.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private final Installation installation;
    private final StateConfig config;
    private final Progress progress;
    private final KafkaStreams streams;
    private final Admin admin;
    private final HostInfo self;
    private volatile boolean ranOnce;

    DeliveryStates(Installation installation, StateConfig config) {
        this.installation = installation;
        this.config = config;
        this.self = hostInfo(config.advertised());
        this.progress = new Progress(installation.topics().partitions());
        this.admin = Admin.create(installation.clientSettings());
        this.streams = new KafkaStreams(
                StateTopology.build(installation.wire(), progress, config.retention()),
                StateSettings.of(installation, config),
                new ProgressClients(installation.topics(), progress));
        streams.setStateListener((now, before) -> {
            log.info("the delivery state is {}", now);
            if (now == State.RUNNING) {
                ranOnce = true;
            }
            progress.moved();
        });
        // Its partitions are read again from the last commit, by another thread.
        streams.setUncaughtExceptionHandler(error -> {
            log.error("a delivery state thread failed and is replaced", error);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    }

    private static HostInfo hostInfo(String advertised) {
        HostInfo host = HostInfo.buildFromEndpoint(advertised);
        if (host == null || host.host().isEmpty()) {
            throw new IllegalArgumentException(
                    "sendoff.delivery-state.advertised must be host:port, not '" + advertised + "'");
        }
        return host;
    }

    void start(@Observes StartupEvent event) {
        streams.start();
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    /** Whether states can be asked for; a rebalance is waited for by the requests, but before the first run it is long. */
    boolean isReady() {
        State state = streams.state();
        return state == State.RUNNING || (ranOnce && state == State.REBALANCING);
    }

    State state() {
        return streams.state();
    }

    public WireFormat wire() {
        return installation.wire();
    }

    public String instance() {
        return installation.instance();
    }

    public int partitions() {
        return installation.topics().partitions();
    }

    public Progress progress() {
        return progress;
    }

    public Duration readTimeout() {
        return config.readTimeout();
    }

    public HostInfo self() {
        return self;
    }

    /** Which instance holds which partitions; those that are being moved are with none. */
    public Map<HostInfo, Set<Integer>> holders() {
        if (!streams.state().isRunningOrRebalancing()) {
            return Map.of();
        }
        String topic = installation.topics().name(Topic.INVOCATIONS);
        Map<HostInfo, Set<Integer>> holders =
                new TreeMap<>((a, b) -> (a.host() + ":" + a.port()).compareTo(b.host() + ":" + b.port()));
        for (StreamsMetadata client : streams.metadataForAllStreamsClients()) {
            Set<Integer> held = client.topicPartitions().stream()
                    .filter(place -> place.topic().equals(topic))
                    .map(TopicPartition::partition)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!held.isEmpty()) {
                holders.computeIfAbsent(client.hostInfo(), host -> new TreeSet<>())
                        .addAll(held);
            }
        }
        return holders;
    }

    /**
     * The states of one partition, by {@link StateKey}.
     *
     * @throws InvalidStateStoreException if this instance does not hold it, or not yet
     */
    public ReadOnlyKeyValueStore<Bytes, byte[]> states(int partition) {
        return store(StateProcessor.STATES, partition);
    }

    /**
     * The dead letters of one partition: by {@link LetterKey}, values that say nothing.
     *
     * @throws InvalidStateStoreException if this instance does not hold it, or not yet
     */
    public ReadOnlyKeyValueStore<Bytes, byte[]> letters(int partition) {
        return store(StateProcessor.LETTERS, partition);
    }

    /**
     * The figures of one partition.
     *
     * @throws InvalidStateStoreException if this instance does not hold it, or not yet
     */
    public ReadOnlyKeyValueStore<Bytes, byte[]> figures(int partition) {
        return store(StateProcessor.FIGURES, partition);
    }

    /**
     * Returns once these partitions can be asked for.
     *
     * @throws InvalidStateStoreException if one cannot till the deadline
     */
    public void awaitStores(Set<Integer> partitions, long deadlineNanos) throws InterruptedException {
        try (Progress.Watch watch = progress.watch()) {
            while (true) {
                try {
                    partitions.forEach(this::states);
                    return;
                } catch (InvalidStateStoreException e) {
                    if (System.nanoTime() - deadlineNanos >= 0) {
                        throw e;
                    }
                    watch.await(BETWEEN_LOOKS.toNanos());
                }
            }
        }
    }

    private ReadOnlyKeyValueStore<Bytes, byte[]> store(String name, int partition) {
        return streams.store(
                StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition));
    }

    /**
     * Where the topics end now that an accepted invocation stands on: all that was answered with 202 lies before.
     * Records of transactions that are not committed count too.
     *
     * @return by topic and partition
     */
    public Map<TopicPartition, Long> ends(Set<Integer> partitions, Duration timeout)
            throws InterruptedException, TimeoutException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition : partitions) {
            for (Topic topic : Set.of(Topic.INVOCATIONS, Topic.RETRIES)) {
                wanted.put(new TopicPartition(installation.topics().name(topic), partition), OffsetSpec.latest());
            }
        }
        return admin
                .listOffsets(wanted)
                .all()
                .get(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end) ->
                                end.getValue().offset()));
    }

    /** How many offsets lie between what this instance has taken up and {@code ends}. */
    public long behind(Map<TopicPartition, Long> ends) {
        long behind = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            Topic topic = installation.topics().byName(end.getKey().topic()).orElseThrow();
            long reached = progress.reached(topic, end.getKey().partition());
            behind += Math.max(0, end.getValue() - reached);
        }
        return behind;
    }

    /** The partitions that may hold the state of {@code id}: its home, or all where it tells none. */
    public Set<Integer> homesOf(RequestId id) {
        int home = id.homePartition().orElse(Integer.MAX_VALUE);
        if (home < partitions()) {
            return Set.of(home);
        }
        return IntStream.range(0, partitions()).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        if (!streams.close(config.stopTimeout())) {
            log.warn("the delivery state did not stop within {}", config.stopTimeout());
        }
        admin.close(Duration.ofSeconds(1));
    }
}
