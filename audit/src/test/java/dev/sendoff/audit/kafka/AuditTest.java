package dev.sendoff.audit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.audit.Finding;
import dev.sendoff.audit.Reason;
import dev.sendoff.audit.TimeRange;
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
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration GRACE = Duration.ofMinutes(20);
    private static final Duration MAX_AGE = Duration.ofHours(6);

    private final WireFormat wire = new WireFormat(new Topics("test.", 4, (short) 1), new MockSchemaRegistryClient());
    private final InMemoryTopics topics = new InMemoryTopics(wire.topics());
    private final RecordWriter writer = new RecordWriter(wire);
    private final Random random = new Random(17);
    private Instant now = START;

    @TempDir
    Path folder;

    @BeforeEach
    void register() throws IOException {
        wire.register();
    }

    @Test
    void anIdIsMissingWhenItsAgeAndTheGraceHavePassed() {
        Invocation invocation = accept(1);

        now = START.plus(MAX_AGE).plus(GRACE);
        assertThat(audit().tally().pending()).isEqualTo(1);
        now = now.plusMillis(1);
        assertThat(audit().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo(invocation.id());
            assertThat(finding.reason()).isEqualTo(Reason.MISSING);
            assertThat(finding.home().partition()).isEqualTo(1);
        });
    }

    @Test
    void aFunctionMayHaveAMaximumAgeOfItsOwn() {
        accept(1);
        topics.setMaxEventAge("hello", Duration.ofMinutes(1));

        now = START.plus(Duration.ofMinutes(1)).plus(GRACE).plusMillis(1);
        assertThat(audit().tally().exceptions(Reason.MISSING)).isEqualTo(1);
    }

    @Test
    void whatWaitsIsNotMissingBeforeItsTime() {
        Invocation delayed = accepted(1).delayedUntil(START.plus(Duration.ofDays(1)));
        write(writer.invocation(1, delayed));

        now = START.plus(Duration.ofDays(1)).plus(MAX_AGE).plus(GRACE);
        assertThat(audit().tally().pending()).isEqualTo(1);
        now = now.plusMillis(1);
        assertThat(audit().tally().exceptions(Reason.MISSING)).isEqualTo(1);
    }

    @Test
    void olderThanLooksAtNoMaximumAge() {
        accept(1);

        now = START.plusSeconds(10);
        assertThat(audit(request(TimeRange.ALL, Duration.ofSeconds(10), null))
                        .tally()
                        .pending())
                .isEqualTo(1);
        assertThat(audit(request(TimeRange.ALL, Duration.ofSeconds(9), null))
                        .tally()
                        .exceptions(Reason.MISSING))
                .isEqualTo(1);
    }

    @Test
    void whatEndsWhileTheEndsAreTakenIsNoException() {
        accept(0);
        topics.betweenEnds = () -> write(writer.success(3, success(accept(3))));

        Audit.Report report = audit();

        assertThat(report.tally().exceptions()).isZero();
        assertThat(report.tally().accepted()).isEqualTo(2);
        assertThat(report.tally().pending()).isEqualTo(2);
    }

    @Test
    void anEndInTheRangeOfWhatWasAcceptedBeforeItIsNoException() {
        Invocation before = accept(1);
        now = START.plusSeconds(60);
        write(writer.success(1, success(before)));
        write(writer.success(2, success(accept(2))));

        Audit.Report report = audit(request(new TimeRange(START.plusSeconds(30), null), null, null));

        assertThat(report.tally().exceptions()).isZero();
        assertThat(report.tally().accepted()).isEqualTo(1);
        assertThat(audit(request(new TimeRange(null, START.plusSeconds(30)), null, null))
                        .tally()
                        .successes())
                .isEqualTo(1);
    }

    @Test
    void whatRetentionHasDeletedIsNotJudged() {
        Invocation old = accept(1);
        now = START.plus(Duration.ofDays(7));
        write(writer.success(1, success(old)));
        write(writer.success(1, success(old)));
        write(writer.success(1, success(accept(1))));
        topics.deleteBefore(1);
        now = now.plus(Duration.ofHours(1));

        Audit.Report report = audit();

        assertThat(report.tally().exceptions()).isZero();
        assertThat(report.tally().accepted()).isEqualTo(1);
        assertThat(report.judgedSince()).isAfter(START).isBefore(now.minus(Duration.ofDays(6)));
    }

    @Test
    void recordsOfOthersHaveTheIdsThatExecutorsGiveThem() {
        ConsumerRecord<byte[], byte[]> json = write(raw("hello", "{}"));
        write(writer.success(2, success(Invocation.accepted(derived(json), "hello", null, "{}", now, null))));
        ConsumerRecord<byte[], byte[]> garbage = write(raw("hello", "{"));
        write(writer.deadLetter(2, deadLetter(derived(garbage))));
        // Nothing but its payload is wrong: it ends under its own id.
        RequestId own = RequestId.generate(2, now, random);
        write(writer.invocation(2, Invocation.accepted(own, "hello", null, "{", now, null)));
        write(writer.deadLetter(2, deadLetter(own)));

        Audit.Report report = audit();

        assertThat(report.findings()).isEmpty();
        assertThat(report.tally().accepted()).isEqualTo(3);
        assertThat(report.tally().pending()).isZero();
        assertThat(report.tally().deadLetters()).isEqualTo(2);
    }

    @Test
    void outcomesThatNobodyCanReadAreCounted() {
        write(new ProducerRecord<>("test.successes", 1, null, "?".getBytes(UTF_8)));
        write(new ProducerRecord<>("test.dead-letters", 1, null, null));

        assertThat(audit().unreadable()).isEqualTo(2);
    }

    /** Events live their lives in random order; some go wrong. Audits in between come to the same as one at the end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void runAgainAndAgainItFindsWhatOneRunFinds(long seed) {
        Random chance = new Random(seed);
        record Step(Instant at, Runnable action) {}
        PriorityQueue<Step> steps = new PriorityQueue<>((one, other) -> one.at().compareTo(other.at()));
        Map<Reason, Set<RequestId>> planted = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            planted.put(reason, new HashSet<>());
        }
        for (int i = 0; i < 400; i++) {
            int home = chance.nextInt(4);
            Instant accepted = START.plusMillis(chance.nextInt(3_600_000));
            Invocation invocation = Invocation.accepted(
                    RequestId.generate(home, accepted, chance), "hello", null, "{}", accepted, null);
            Instant at = accepted;
            int kind = chance.nextInt(40);
            if (kind == 0) {
                planted.get(Reason.NOT_ACCEPTED).add(invocation.id());
            } else if (chance.nextInt(5) == 0) {
                Instant due = at.plusMillis(chance.nextInt(60_000));
                steps.add(new Step(at, () -> write(writer.invocation(home, invocation.delayedUntil(due)))));
                steps.add(new Step(
                        due,
                        () -> write(writer.invocation(
                                home, invocation.delayedUntil(due).due()))));
                at = due;
            } else {
                steps.add(new Step(at, () -> write(writer.invocation(home, invocation))));
            }
            for (int retries = chance.nextInt(3); retries > 0; retries--) {
                at = at.plusMillis(1 + chance.nextInt(120_000));
                Instant failed = at;
                Instant due = at.plusMillis(1 + chance.nextInt(120_000));
                Invocation again = invocation.retriedAt(due, new Attempt(1, failed, failed, false, null));
                steps.add(new Step(failed, () -> write(writer.invocation(home, again))));
                steps.add(new Step(due, () -> write(writer.invocation((home + 1) % 4, again.due()))));
                at = due;
            }
            if (kind == 1) {
                planted.get(Reason.MISSING).add(invocation.id());
                continue;
            }
            at = at.plusMillis(1 + chance.nextInt(60_000));
            int where = kind == 2 ? (home + 1) % 4 : home;
            if (kind == 2) {
                planted.get(Reason.MISPLACED).add(invocation.id());
            }
            steps.add(new Step(at, () -> write(writer.success(where, success(invocation)))));
            if (kind == 3) {
                planted.get(Reason.TWICE).add(invocation.id());
                steps.add(new Step(
                        at.plusMillis(chance.nextInt(300_000)),
                        () -> write(writer.deadLetter(home, deadLetter(invocation.id())))));
            }
        }
        Map<Reason, Set<RequestId>> found = new EnumMap<>(Reason.class);
        try (Audit running = audited(request(TimeRange.ALL, null, Duration.ofMinutes(10)))) {
            while (!steps.isEmpty()) {
                for (int i = chance.nextInt(300); i >= 0 && !steps.isEmpty(); i--) {
                    Step step = steps.remove();
                    now = step.at();
                    step.action().run();
                }
                note(found, running.run((_, _) -> {}));
            }
            now = now.plus(Duration.ofDays(1));
            Audit.Report last = running.run((_, _) -> {});
            note(found, last);
            Audit.Report once = audit();

            planted.forEach((reason, ids) -> {
                assertThat(found.getOrDefault(reason, Set.of()))
                        .as(reason.name())
                        .isEqualTo(ids);
                assertThat(last.tally().exceptions(reason)).as(reason.name()).isEqualTo(ids.size());
                assertThat(once.tally().exceptions(reason)).as(reason.name()).isEqualTo(ids.size());
            });
            assertThat(last.tally().accepted()).isEqualTo(once.tally().accepted());
            assertThat(last.tally().successes()).isEqualTo(once.tally().successes());
            assertThat(last.tally().pending()).isZero();
            assertThat(last.read()).isZero();
        }
    }

    private static void note(Map<Reason, Set<RequestId>> found, Audit.Report report) {
        for (Finding finding : report.findings()) {
            found.computeIfAbsent(finding.reason(), _ -> new HashSet<>()).add(finding.id());
        }
    }

    private Audit.Report audit() {
        return audit(request(TimeRange.ALL, null, null));
    }

    private Audit.Report audit(Audit.Request request) {
        try (Audit audit = audited(request)) {
            return audit.run((_, _) -> {});
        }
    }

    private Audit audited(Audit.Request request) {
        return new Audit(topics, wire, request, () -> now);
    }

    private Audit.Request request(TimeRange range, @Nullable Duration olderThan, @Nullable Duration overlap) {
        return new Audit.Request(range, olderThan, GRACE, 1_000, overlap, folder);
    }

    private Invocation accept(int home) {
        Invocation invocation = accepted(home);
        write(writer.invocation(home, invocation));
        return invocation;
    }

    private Invocation accepted(int home) {
        return Invocation.accepted(RequestId.generate(home, now, random), "hello", null, "{}", now, null);
    }

    private ConsumerRecord<byte[], byte[]> write(ProducerRecord<byte[], byte[]> record) {
        return topics.add(record, now);
    }

    private static ProducerRecord<byte[], byte[]> raw(String function, String value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>("test.invocations", 2, null, value.getBytes(UTF_8));
        record.headers().add("sendoff-function", function.getBytes(UTF_8));
        return record;
    }

    private static RequestId derived(ConsumerRecord<byte[], byte[]> record) {
        return RequestId.derived(record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()));
    }

    private static Success success(Invocation invocation) {
        Instant when = invocation.acceptedAt();
        return Success.of(invocation, new Attempt(1, when, when, false, null), "{}", Aftermath.NONE);
    }

    private DeadLetter deadLetter(RequestId id) {
        return DeadLetter.of(
                Invocation.accepted(id, "hello", null, "{}", now, null),
                null,
                new Disposition.DeadLetter(DeadLetterReason.TERMINAL_FAILURE, "so it is"),
                Aftermath.NONE,
                now);
    }
}
