package dev.sendoff.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Attempt;
import dev.sendoff.core.DeadLetter;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Disposition;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.Success;
import dev.sendoff.schemas.RecordWriter;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the audit says of an installation that is at work, and of topics that were tampered with. */
class EveryEventIsAccountedForIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int PARTITION = 2;

    private static SendoffProcess sendoff;
    private static Http http;

    private final Random random = new Random(11);

    @BeforeAll
    static void start() {
        sendoff = SendoffProcess.inNewFolder(
                Map.of("SENDOFF_RETRY_POLICY_INITIAL_DELAY", "PT0.2S", "SENDOFF_AUDIT_EVERY", "PT1S"));
        sendoff.start();
        http = sendoff.http();
    }

    @AfterAll
    static void stop() {
        if (http != null) {
            http.close();
        }
        sendoff.close();
    }

    @Test
    void whileEverythingWorksAndAfterwardsThereIsNoExceptionAndAPlantedOneIsFound()
            throws ExecutionException, InterruptedException {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        Thread load = Thread.ofVirtual().start(() -> {
            while (!enough.get()) {
                ids.addAll(oneOfEachKind());
            }
        });
        for (int i = 0; i < 2; i++) {
            assertNoException(AuditRun.of(sendoff, "sendoff.", "--json"));
        }
        Await.until("some hundreds of events", PATIENCE, ids::size, count -> count >= 400);
        enough.set(true);
        load.join();
        RequestId usedTwice = RequestId.generate(PARTITION, Instant.now(), random);
        Terminals terminals = new Terminals(sendoff);
        RecordWriter writer = new RecordWriter(terminals.wire());
        try (var producer = producer(Map.of())) {
            for (int i = 0; i < 2; i++) {
                producer.send(writer.invocation(PARTITION, accepted(usedTwice, Instant.now())))
                        .get();
            }
        }
        ids.add(usedTwice.toString());
        terminals.awaitAll(ids, PATIENCE);
        Await.until(
                "the second end of " + usedTwice,
                PATIENCE,
                () -> terminals.byId().get(usedTwice.toString()).size(),
                ends -> ends == 2);

        AuditRun afterwards = AuditRun.of(sendoff, "sendoff.", "--json", "--older-than", "PT0S");
        assertNoException(afterwards);
        assertThat(afterwards.json().path("accepted").asInt()).isEqualTo(ids.size());
        assertThat(afterwards.json().path("acceptedAgain").asInt()).isEqualTo(1);
        assertThat(afterwards.json().path("pending").asInt()).isZero();
        assertThat(afterwards.json().path("deadLetters").asInt()).isGreaterThanOrEqualTo(ids.size() / 10);
        Await.until("the figure", PATIENCE, () -> metric("sendoff_audit_accepted"), it -> it == ids.size());
        Await.until("the figure", PATIENCE, () -> metric("sendoff_audit_pending"), it -> it == 0);
        assertThat(List.of("MISSING", "TWICE", "NOT_ACCEPTED", "MISPLACED"))
                .allMatch(reason -> metric("sendoff_audit_exceptions{reason=\"" + reason + "\"}") == 0);
        assertThat(metric("sendoff_audit_last_run_timestamp_seconds"))
                .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(60.0));

        RequestId planted = RequestId.generate(PARTITION, Instant.now(), random);
        try (var producer = producer(Map.of())) {
            producer.send(writer.success(PARTITION, success(accepted(planted, Instant.now()))))
                    .get();
        }
        AuditRun found = AuditRun.of(sendoff, "sendoff.", "--json");
        assertThat(found.exitCode()).as(found.toString()).isEqualTo(3);
        assertThat(listed(found)).isEqualTo(Map.of(planted.toString(), "NOT_ACCEPTED " + PARTITION));
        Await.until(
                "the figure",
                PATIENCE,
                () -> metric("sendoff_audit_exceptions{reason=\"NOT_ACCEPTED\"}"),
                it -> it == 1);
    }

    /** On topics that nobody works on, so that what is missing stays so. */
    @Test
    void eachKindOfExceptionIsFoundByIdHomeAndReason() throws ExecutionException, InterruptedException, IOException {
        Topics topics = new Topics("planted.", 4, (short) -1);
        WireFormat wire = WireFormat.connect(topics, sendoff.registryUrl(), Map.of());
        wire.register();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", sendoff.bootstrap()))) {
            admin.createTopics(topics.definitions()).all().get();
        }
        RecordWriter writer = new RecordWriter(wire);
        Instant now = Instant.now();
        Instant longAgo = now.minus(Duration.ofHours(8));
        Map<String, String> wanted = new HashMap<>();
        try (var producer = producer(Map.of());
                var transactional = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "planted"))) {
            Invocation settled = accepted(RequestId.generate(0, now, random), now);
            producer.send(writer.invocation(0, settled)).get();
            producer.send(writer.success(0, success(settled))).get();

            Invocation pending = accepted(RequestId.generate(0, now, random), now);
            producer.send(writer.invocation(0, pending)).get();
            Invocation waiting = accepted(RequestId.generate(1, longAgo, random), longAgo)
                    .delayedUntil(now.plus(Duration.ofHours(1)));
            producer.send(at(longAgo, writer.invocation(1, waiting))).get();

            Invocation missing = accepted(RequestId.generate(1, longAgo, random), longAgo);
            producer.send(at(longAgo, writer.invocation(1, missing))).get();
            wanted.put(missing.id().toString(), "MISSING 1");
            // An end that was taken back is none.
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(writer.success(1, success(missing))).get();
            transactional.abortTransaction();

            Invocation twice = accepted(RequestId.generate(3, now, random), now);
            producer.send(writer.invocation(3, twice)).get();
            producer.send(writer.success(3, success(twice))).get();
            producer.send(writer.deadLetter(3, deadLetter(twice))).get();
            wanted.put(twice.id().toString(), "TWICE 3");

            Invocation never = accepted(RequestId.generate(2, now, random), now);
            producer.send(writer.deadLetter(2, deadLetter(never))).get();
            wanted.put(never.id().toString(), "NOT_ACCEPTED 2");

            Invocation elsewhere = accepted(RequestId.generate(0, now, random), now);
            producer.send(writer.invocation(0, elsewhere)).get();
            producer.send(writer.success(1, success(elsewhere))).get();
            wanted.put(elsewhere.id().toString(), "MISPLACED 0");
        }

        AuditRun all = AuditRun.of(sendoff, "planted.", "--json");
        assertThat(all.exitCode()).as(all.toString()).isEqualTo(3);
        assertThat(listed(all)).isEqualTo(wanted);
        assertThat(all.json().path("accepted").asInt()).isEqualTo(6);
        assertThat(all.json().path("pending").asInt()).isEqualTo(2);

        AuditRun one = AuditRun.of(sendoff, "planted.", "--max-exceptions", "1");
        assertThat(one.exitCode()).isEqualTo(3);
        assertThat(one.out()).contains("... and 3 more").endsWith("4 exceptions.\n");

        AuditRun recent = AuditRun.of(sendoff, "planted.", "--json", "--since", "PT1H");
        assertThat(listed(recent).values()).containsExactlyInAnyOrder("TWICE 3", "NOT_ACCEPTED 2", "MISPLACED 0");
        AuditRun former = AuditRun.of(sendoff, "planted.", "--json", "--until", "PT1H");
        assertThat(listed(former).values()).containsExactly("MISSING 1");
        AuditRun strict = AuditRun.of(sendoff, "planted.", "--json", "--older-than", "PT0S");
        assertThat(strict.json().at("/exceptions/MISSING").asInt()).isEqualTo(2);
        assertThat(strict.json().path("pending").asInt())
                .as("what is to run in an hour")
                .isEqualTo(1);

        AuditRun nowhere = AuditRun.of(sendoff, "nothing.");
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.err()).contains("there is no topic nothing.invocations");
    }

    private Set<String> oneOfEachKind() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            ids.add(http.accepted("hello", "{}"));
        }
        ids.add(http.accepted("flaky", "{\"failTimes\":1}"));
        ids.add(http.accepted("broken", "{}"));
        ids.add(http.accepted("slow", "{\"sleepMs\":300}"));
        Http.Response delayed = http.post(
                "/2015-03-31/functions/hello/invocations",
                "{}",
                Map.of("X-Amz-Invocation-Type", "Event", "Sendoff-Delay", "1"));
        assertThat(delayed.status()).isEqualTo(202);
        ids.add(delayed.header("x-amzn-RequestId").orElseThrow());
        try (Publisher publisher = new Publisher(sendoff)) {
            for (String value : List.of("{\"raw\":1}", "{\"broken", "\0\0\0\0\7nonsense")) {
                ids.add(publisher
                        .publish(PARTITION, "hello", value.getBytes(UTF_8))
                        .derivedId()
                        .toString());
            }
            ids.add(publisher
                    .publish(PARTITION, null, "{}".getBytes(UTF_8))
                    .derivedId()
                    .toString());
        }
        return ids;
    }

    private static void assertNoException(AuditRun run) {
        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(listed(run)).isEmpty();
        assertThat(run.json().path("unreadableEnds").asInt()).isZero();
    }

    /** Reason and home, by id. */
    private static Map<String, String> listed(AuditRun run) {
        Map<String, String> listed = new HashMap<>();
        for (JsonNode exception : run.json().path("listed")) {
            listed.put(
                    exception.path("id").asText(),
                    exception.path("reason").asText() + " "
                            + exception.at("/home/partition").asInt());
        }
        return listed;
    }

    private static double metric(String name) {
        Matcher matcher = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(http.get("/q/metrics").body());
        assertThat(matcher.find()).as(name).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private static Invocation accepted(RequestId id, Instant when) {
        return Invocation.accepted(id, "hello", null, "{}", when, null);
    }

    private static Success success(Invocation invocation) {
        Instant when = invocation.acceptedAt();
        return Success.of(invocation, new Attempt(1, when, when, false, null), "{}", Aftermath.NONE);
    }

    private static DeadLetter deadLetter(Invocation invocation) {
        return DeadLetter.of(
                invocation,
                null,
                new Disposition.DeadLetter(DeadLetterReason.TERMINAL_FAILURE, "planted"),
                Aftermath.NONE,
                invocation.acceptedAt());
    }

    private static ProducerRecord<byte[], byte[]> at(Instant time, ProducerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(
                record.topic(),
                record.partition(),
                time.toEpochMilli(),
                record.key(),
                record.value(),
                record.headers());
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> further) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, sendoff.bootstrap());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
