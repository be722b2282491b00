package dev.sendoff.executor.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sendoff.core.Aftermath;
import dev.sendoff.core.Cancellation;
import dev.sendoff.core.Code;
import dev.sendoff.core.Configuration;
import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.FunctionError;
import dev.sendoff.core.FunctionVersion;
import dev.sendoff.core.Hold;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.OutageRule;
import dev.sendoff.core.Outcome;
import dev.sendoff.core.QueueSettings;
import dev.sendoff.core.RequestId;
import dev.sendoff.core.RetryPolicy;
import dev.sendoff.core.Sharding;
import dev.sendoff.executor.engine.AttemptSettings;
import dev.sendoff.executor.engine.CompletionGroup;
import dev.sendoff.executor.engine.Dispatch;
import dev.sendoff.executor.engine.Engine;
import dev.sendoff.executor.engine.Limits;
import dev.sendoff.executor.engine.Progress;
import dev.sendoff.executor.engine.Resolution;
import dev.sendoff.executor.engine.Resolver;
import dev.sendoff.executor.engine.Resolver.Availability;
import dev.sendoff.executor.kafka.Dispositions.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkshopTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final AttemptSettings SETTINGS = new AttemptSettings(
            new FunctionVersion(
                    "hello",
                    FunctionVersion.LATEST,
                    new Code.InProcess("sha", 1),
                    Configuration.of("java25", "Handler", Duration.ofSeconds(3), 128),
                    NOW,
                    "rev"),
            RetryPolicy.DEFAULT,
            Duration.ofHours(6),
            Aftermath.NONE,
            new Sharding(1, 1).hand("hello"),
            null,
            false,
            QueueSettings.DEFAULT);
    private static final Duration OLD_ENOUGH = Duration.ofMinutes(1);

    private volatile Instant now = NOW;
    private final Map<String, CompletableFuture<Outcome>> attempts = new ConcurrentHashMap<>();
    private final AtomicReference<Availability> availability = new AtomicReference<>(new Availability.Here(SETTINGS));
    private final KnownCancellations cancelled = new KnownCancellations();
    private final Workshop workshop = new Workshop(
            new Engine(new Limits(4, 20, 1_000, 100, 10, Duration.ofSeconds(1)), (_, _) -> Optional.empty(), "test"),
            new Resolver(new Random(1)),
            new Deployments() {
                @Override
                public Availability of(Invocation invocation) {
                    return availability.get();
                }

                @Override
                public boolean isLimited(String function) {
                    return false;
                }
            },
            cancelled,
            new Breakers(new Random(1)),
            (invocation, _, _) -> attempts.computeIfAbsent(invocation.payload(), _ -> new CompletableFuture<>()),
            () -> now,
            Duration.ofMillis(10),
            100);

    @Test
    void runsWhatIsOfferedAndGivesOutItsResolution() throws InterruptedException {
        begin();
        offer(0, "1");
        attempts.get("1").complete(new Outcome.Succeeded("{}"));
        CompletionGroup group = workshop.awaitGroup().orElseThrow();
        assertThat(group.endings()).hasSize(1);
        assertThat(CompletionGroup.resolutionOf(group.endings().getFirst())).isInstanceOf(Resolution.Completed.class);
    }

    @Test
    void theNextBeginsWhenOneEnds() {
        begin();
        offer(0, "1");
        offer(1, "2");
        offer(2, "3");
        assertThat(attempts).containsOnlyKeys("1", "2");
        attempts.get("1").complete(new Outcome.Failed(new FunctionError("E", "", "{}")));
        assertThat(attempts).containsKey("3");
    }

    @Test
    void anUnknownFunctionIsGivenUpWithoutAnAttempt() throws InterruptedException {
        begin();
        availability.set(new Availability.Nowhere("no function"));
        for (int offset = 0; offset < 5; offset++) {
            offer(offset, "x" + offset, NOW.minus(OLD_ENOUGH));
        }
        assertThat(attempts).isEmpty();
        CompletionGroup group = workshop.awaitGroup().orElseThrow();
        assertThat(group.endings())
                .hasSize(5)
                .allMatch(ending -> CompletionGroup.resolutionOf(ending) instanceof Resolution.GivenUp);
    }

    @Test
    void aFunctionThatMayHaveBeenDeployedJustNowIsLookedForAgain() throws InterruptedException {
        begin();
        availability.set(new Availability.Nowhere("no function"));
        offer(0, "young", NOW.minusSeconds(1));
        CompletionGroup group = workshop.awaitGroup().orElseThrow();
        assertThat(CompletionGroup.resolutionOf(group.endings().getFirst()))
                .isInstanceOfSatisfying(Resolution.PutBack.class, back -> {
                    assertThat(back.invocation().notBefore()).isEqualTo(NOW.plusMillis(500));
                    assertThat(back.invocation().attempt()).isEqualTo(1);
                });
    }

    @Test
    void aFunctionThatInvokesItselfIsGivenUpAfter16InvocationsOfOneChain() throws InterruptedException {
        begin();
        String trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=20:3610a686:";
        offer(0, "16th", NOW, trace + "14");
        offer(1, "17th", NOW, trace + "15");
        assertThat(attempts).containsOnlyKeys("16th");
        CompletionGroup group = workshop.awaitGroup().orElseThrow();
        assertThat(CompletionGroup.resolutionOf(group.endings().getFirst()))
                .isInstanceOfSatisfying(Resolution.GivenUp.class, givenUp -> {
                    assertThat(givenUp.letter().reason()).isEqualTo(DeadLetterReason.RECURSION_STOPPED);
                    assertThat(givenUp.letter().attempts()).isZero();
                    assertThat(givenUp.letter().traceHeader()).isEqualTo(trace + "15");
                });
        assertThat(workshop.recursionsStopped()).isEqualTo(1);
    }

    @Test
    void aFunctionThatMayInvokeItselfIsRunHoweverOften() {
        begin();
        availability.set(new Availability.Here(new AttemptSettings(
                SETTINGS.version(),
                SETTINGS.retryPolicy(),
                SETTINGS.maxEventAge(),
                SETTINGS.aftermath(),
                SETTINGS.hand(),
                null,
                true,
                QueueSettings.DEFAULT)));
        offer(0, "again", NOW, "Lineage=300:3610a686:255");
        assertThat(attempts).containsOnlyKeys("again");
        assertThat(workshop.recursionsStopped()).isZero();
    }

    @Test
    void aHandOverWaitsForWhatRunsAndForItsCommit() throws Exception {
        begin();
        offer(0, "1");
        CompletableFuture<Void> handedOver = inBackground(() -> workshop.handOver(Set.of(0), Duration.ofSeconds(10)));
        assertThat(handedOver).isNotDone();
        attempts.get("1").complete(new Outcome.Succeeded("{}"));
        CompletionGroup last = workshop.awaitGroup().orElseThrow();
        assertThat(handedOver).isNotDone();
        workshop.written(last, new Written.Durable());
        handedOver.get();
        assertThat(last.progress().get(0).isFinished(0)).isTrue();
    }

    @Test
    void aHandOverDoesNotWaitForever() throws Exception {
        begin();
        offer(0, "1");
        workshop.handOver(Set.of(0), Duration.ofMillis(30));
        attempts.get("1").complete(new Outcome.Succeeded("{}"));
        assertThat(workshop.fenced()).isEqualTo(1);
        assertThat(workshop.admitted()).isZero();
    }

    @Test
    void partitionsAreNotGivenUpWhileAGroupOfTheirsIsUnderWay() throws Exception {
        begin();
        offer(0, "1");
        attempts.get("1").complete(new Outcome.Succeeded("{}"));
        CompletionGroup group = workshop.awaitGroup().orElseThrow();
        CompletableFuture<Void> dropped = inBackground(() -> workshop.drop(Set.of(0)));
        workshop.written(group, new Written.Discarded("fenced"));
        dropped.get();
        assertThat(workshop.admitted()).isZero();
    }

    @Test
    void closingLetsGoWhoeverWaits() throws Exception {
        begin();
        CompletableFuture<Void> waiting =
                inBackground(() -> assertThat(workshop.awaitGroup()).isEmpty());
        workshop.close();
        waiting.get();
    }

    @Test
    void whatLooksLikeAnOutageHoldsTheOthersUntilOneDoesNotFailSo() throws InterruptedException {
        begin();
        follow(new QueueSettings(null, null, new OutageRule(1, 2, Duration.ofSeconds(5), Duration.ofMinutes(1))));
        fail(0, "gone");
        fail(1, "gone");
        offer(2, "held");
        assertThat(attempts).doesNotContainKey("held");
        Invocation held = putBack(written(), 2);
        assertThat(held.hold()).isNotNull().satisfies(hold -> {
            assertThat(hold.cause()).isEqualTo(Hold.Cause.OUTAGE);
            assertThat(hold.why()).startsWith("2 of the last 2 attempts ended with gone");
        });
        assertThat(held.attempt()).isEqualTo(1);
        assertThat(held.notBefore()).isBetween(NOW.plusSeconds(5), NOW.plusSeconds(10));

        now = NOW.plusSeconds(5);
        offer(3, "probe");
        offer(4, "not before the probe's end");
        assertThat(attempts).containsKey("probe").doesNotContainKey("not before the probe's end");
        attempts.get("probe").complete(new Outcome.Failed(new FunctionError("gone", "", "{}")));
        offer(5, "too early");
        assertThat(attempts).doesNotContainKey("too early");

        now = NOW.plusSeconds(15);
        offer(6, "another error");
        attempts.get("another error").complete(new Outcome.Failed(new FunctionError("other", "", "{}")));
        offer(7, "free");
        assertThat(attempts).containsKey("free");
    }

    @Test
    void whatIsCancelledWhileItWaitsForItsTurnDoesNotRun() throws InterruptedException {
        begin();
        offer(0, "1");
        offer(1, "2");
        RequestId third = RequestId.derived(0, 2, NOW);
        offer(2, "cancelled");
        cancelled.write(new Cancellation(third, 0, null, NOW, "ann", ""));
        attempts.get("1").complete(new Outcome.Succeeded("{}"));
        offer(3, "next");
        assertThat(attempts).doesNotContainKey("cancelled").containsKey("next");
        Dispatch ending = written().endings().stream()
                .filter(dispatch -> dispatch.offset() == 2)
                .findFirst()
                .orElseThrow();
        assertThat(CompletionGroup.resolutionOf(ending))
                .isInstanceOfSatisfying(
                        Resolution.GivenUp.class,
                        givenUp -> assertThat(givenUp.letter().reason()).isEqualTo(DeadLetterReason.CANCELLED));
    }

    @Test
    void whatWasHeldDoesNotAgeMeanwhile() throws InterruptedException {
        begin();
        Instant later = NOW.plus(Duration.ofHours(7));
        Invocation held = Invocation.accepted(RequestId.derived(0, 0, NOW), "hello", null, "old", NOW, null)
                .heldUntil(later, new Hold(Hold.Cause.PAUSED, NOW.plusSeconds(1), "paused"))
                .due();
        now = later;
        assertThat(workshop.offer(new Workshop.Item.Work(0, 0, 10, held))).isTrue();
        workshop.startReady();
        assertThat(attempts).containsKey("old");
        attempts.get("old").complete(new Outcome.Failed(new FunctionError("E", "", "{}")));
        assertThat(putBack(written(), 0).availableAt()).isEqualTo(later.minusSeconds(1));
    }

    private void follow(QueueSettings queue) {
        availability.set(new Availability.Here(new AttemptSettings(
                SETTINGS.version(),
                SETTINGS.retryPolicy(),
                SETTINGS.maxEventAge(),
                SETTINGS.aftermath(),
                SETTINGS.hand(),
                null,
                false,
                queue)));
    }

    private void fail(long offset, String errorType) {
        offer(offset, "fails " + offset);
        attempts.get("fails " + offset).complete(new Outcome.Failed(new FunctionError(errorType, "", "{}")));
    }

    private CompletionGroup written() throws InterruptedException {
        CompletionGroup group = workshop.awaitGroup().orElseThrow();
        workshop.written(group, new Written.Durable());
        return group;
    }

    private static Invocation putBack(CompletionGroup group, long offset) {
        Dispatch ending = group.endings().stream()
                .filter(dispatch -> dispatch.offset() == offset)
                .findFirst()
                .orElseThrow();
        return ((Resolution.PutBack) CompletionGroup.resolutionOf(ending)).invocation();
    }

    private interface Action {
        void run() throws InterruptedException;
    }

    private static CompletableFuture<Void> inBackground(Action action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (InterruptedException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void begin() {
        workshop.assign(Map.of(0, Progress.untouched(0)));
        try {
            CompletionGroup claim = workshop.awaitGroup().orElseThrow();
            assertThat(claim.endings()).extracting(Dispatch::offset).isEmpty();
            workshop.written(claim, new Written.Durable());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void offer(long offset, String payload) {
        offer(offset, payload, NOW);
    }

    private void offer(long offset, String payload, Instant acceptedAt) {
        offer(offset, payload, acceptedAt, null);
    }

    private void offer(long offset, String payload, Instant acceptedAt, @Nullable String traceHeader) {
        Invocation invocation =
                Invocation.accepted(RequestId.derived(0, offset, NOW), "hello", null, payload, acceptedAt, traceHeader);
        assertThat(workshop.offer(new Workshop.Item.Work(0, offset, 10, invocation)))
                .isTrue();
        workshop.startReady();
    }
}
