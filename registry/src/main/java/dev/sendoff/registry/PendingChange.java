package dev.sendoff.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.Code;
import dev.sendoff.core.CodeLocation;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionRecord;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.schemas.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** One run of a change. Chunks of code are sent at once, functions when it commits; both stand or fall together. */
final class PendingChange implements FunctionsTransaction {

    private static final int CHUNK_BYTES = 512 * 1024;

    private final String functionsTopic;
    private final String codeTopic;
    private final WireFormat wire;
    private final FunctionsView view;
    private final Producer<byte[], byte[]> producer;
    private final Duration wait;
    /** What is to be kept under each key; null where nothing is any more. */
    private final Map<String, @Nullable FunctionRecord> written = new LinkedHashMap<>();

    private boolean begun;
    private boolean committed;
    private long lastOffset = -1;

    PendingChange(
            String functionsTopic,
            String codeTopic,
            WireFormat wire,
            FunctionsView view,
            Producer<byte[], byte[]> producer,
            Duration wait) {
        this.functionsTopic = functionsTopic;
        this.codeTopic = codeTopic;
        this.wire = wire;
        this.view = view;
        this.producer = producer;
        this.wait = wait;
    }

    @Override
    public Optional<Function> find(String name) {
        return view.find(name);
    }

    @Override
    public Optional<FunctionVersion> version(String name, String number) {
        return view.version(name, number);
    }

    @Override
    public List<FunctionVersion> versions(String name) {
        return view.versions(name);
    }

    private static Stream<Code.Zip> zip(FunctionVersion version) {
        return version.code() instanceof Code.Zip zip ? Stream.of(zip) : Stream.empty();
    }

    @Override
    public void put(Function function) {
        written.put(function.key(), function);
    }

    @Override
    public void put(FunctionVersion version) {
        if (!version.isPublished()) {
            throw new IllegalArgumentException("the unpublished version is the function's own");
        }
        written.put(version.key(), version);
    }

    @Override
    public void remove(String name) {
        written.put(name, null);
        view.versions(name).forEach(version -> written.put(version.key(), null));
    }

    @Override
    public void remove(String name, String number) {
        written.put(FunctionVersion.key(name, number), null);
    }

    @Override
    public CodeLocation upload(byte[] zip) {
        begin();
        String upload = UUID.randomUUID().toString();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int from = 0; from < zip.length || from == 0; from += CHUNK_BYTES) {
            byte[] chunk = Arrays.copyOfRange(zip, from, Math.min(zip.length, from + CHUNK_BYTES));
            byte[] key = (upload + "/" + sent.size()).getBytes(UTF_8);
            sent.add(producer.send(new ProducerRecord<>(codeTopic, 0, key, chunk)));
        }
        try {
            producer.flush();
            long first = offset(sent.getFirst());
            for (Future<RecordMetadata> each : sent) {
                offset(each);
            }
            return new CodeLocation(upload, sent.size(), first, offset(sent.getLast()));
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the code could not be written: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while code was written", e);
        }
    }

    private long offset(Future<RecordMetadata> sent) throws ExecutionException, TimeoutException, InterruptedException {
        return sent.get(wait.toMillis(), TimeUnit.MILLISECONDS).offset();
    }

    private void begin() {
        if (!begun) {
            producer.beginTransaction();
            begun = true;
        }
    }

    /** Where the last record stands that was written; -1 if none was. */
    long lastOffset() {
        return lastOffset;
    }

    /** All of them are on their way before the first is waited for. */
    void commit() throws ExecutionException, TimeoutException, InterruptedException {
        if (!written.isEmpty()) {
            begin();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            written.forEach((key, record) -> sent.add(producer.send(new ProducerRecord<>(
                    functionsTopic, 0, key.getBytes(UTF_8), record == null ? null : wire.function(record)))));
            abandonedCode()
                    .forEach(key -> producer.send(new ProducerRecord<>(codeTopic, 0, key.getBytes(UTF_8), null)));
            producer.flush();
            for (Future<RecordMetadata> each : sent) {
                lastOffset = Math.max(lastOffset, offset(each));
            }
        }
        if (begun) {
            // Fails if any record of it has failed, those of abandoned code included.
            producer.commitTransaction();
            committed = true;
        }
    }

    /** The keys of all chunks that something of the changed functions referred to, and nothing does any more. */
    private List<String> abandonedCode() {
        List<String> abandoned = new ArrayList<>();
        Set<String> functions = new HashSet<>();
        written.keySet().forEach(key -> functions.add(key.split(":", 2)[0]));
        for (String name : functions) {
            Map<String, CodeLocation> before = new LinkedHashMap<>();
            Set<String> after = new HashSet<>();
            Stream.concat(view.find(name).stream().map(Function::latest), view.versions(name).stream())
                    .forEach(version -> {
                        zip(version).forEach(zip -> before.put(zip.location().upload(), zip.location()));
                        if (!written.containsKey(version.key())) {
                            zip(version).forEach(zip -> after.add(zip.location().upload()));
                        }
                    });
            written.values().stream()
                    .flatMap(PendingChange::versionOf)
                    .flatMap(PendingChange::zip)
                    .forEach(zip -> after.add(zip.location().upload()));
            before.values().stream()
                    .filter(location -> !after.contains(location.upload()))
                    .forEach(location -> {
                        for (int chunk = 0; chunk < location.chunks(); chunk++) {
                            abandoned.add(location.key(chunk));
                        }
                    });
        }
        return abandoned;
    }

    private static Stream<FunctionVersion> versionOf(@Nullable FunctionRecord record) {
        return switch (record) {
            case null -> Stream.empty();
            case Function function -> Stream.of(function.latest());
            case FunctionVersion version -> Stream.of(version);
        };
    }

    /** After a failure of Kafka's the abort may fail too: its producer is given up then, and the broker aborts. */
    void abortUnlessCommitted() {
        if (begun && !committed) {
            producer.abortTransaction();
        }
    }
}
