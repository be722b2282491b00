package dev.sendoff.ingest;

import dev.sendoff.core.Account;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.Lineage;
import dev.sendoff.core.RequestId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where invocations come in. Nothing is answered with {@link Answer.Accepted} before the queue has it for good. Never
 * blocks: may be called on an event loop.
 */
public final class Intake {

    private final FunctionLookup lookup;
    private final Admission admission;
    private final Account account;
    private final HomePartitions homes;
    private final InvocationQueue queue;
    private final Executor executor;
    private final InstantSource clock;
    private final Supplier<? extends RandomGenerator> random;
    private final LongAdder recursionsStopped = new LongAdder();

    public Intake(
            FunctionLookup lookup,
            Account account,
            HomePartitions homes,
            InvocationQueue queue,
            Executor executor,
            InstantSource clock,
            Supplier<? extends RandomGenerator> random) {
        this.lookup = lookup;
        this.admission = new Admission(lookup);
        this.account = account;
        this.homes = homes;
        this.queue = queue;
        this.executor = executor;
        this.clock = clock;
        this.random = random;
    }

    /** Lambda's Invoke. The answer never comes exceptionally. */
    public CompletionStage<Answer> invoke(InvokeRequest request, byte[] body) {
        Instant now = clock.instant();
        return switch (admission.invoke(request, body, now)) {
            case Admission.Verdict.Refused(LambdaError error) -> refused(error);
            case Admission.Verdict.DryRun() -> CompletableFuture.completedStage(new Answer.Allowed());
            case Admission.Verdict.Event event -> enqueue(event, request.traceHeader(), now);
            case Admission.Verdict.Call call -> run(call, request, now);
        };
    }

    /** Lambda's deprecated InvokeAsync. The answer never comes exceptionally. */
    public CompletionStage<Answer> invokeAsync(String functionName, byte[] body) {
        Instant now = clock.instant();
        return switch (admission.invokeAsync(functionName, body)) {
            case Admission.Verdict.Refused(LambdaError error) -> refused(error);
            case Admission.Verdict.Event event -> enqueue(event, null, now);
            case Admission.Verdict.DryRun() -> throw new IllegalStateException("InvokeAsync has no dry run");
            case Admission.Verdict.Call _ -> throw new IllegalStateException("InvokeAsync is never synchronous");
        };
    }

    private CompletionStage<Answer> enqueue(
            Admission.Verdict.Event event, @Nullable String receivedTrace, Instant now) {
        RandomGenerator chance = random.get();
        TraceHeader trace = TraceHeader.continuing(receivedTrace, now, chance);
        Target.Found target = event.target();
        int home = homes.of(target.function(), now);
        RequestId id = RequestId.generate(home, now, chance);
        Invocation accepted = Invocation.accepted(
                id, target.function().name(), target.qualifier(), event.payload(), now, trace.value());
        Invocation invocation = event.due() == null ? accepted : accepted.delayedUntil(event.due());
        return queue.put(home, invocation).thenApply(entry -> switch (entry) {
            case DURABLE -> new Answer.Accepted(id, trace.answer());
            case FULL -> new Answer.Refused(LambdaError.tooManyRequests("CallerRateLimitExceeded"));
            case FAILED ->
                new Answer.Refused(LambdaError.unavailable(
                        "The event was not accepted: the queue did not acknowledge it in time."));
        });
    }

    private CompletionStage<Answer> run(Admission.Verdict.Call call, InvokeRequest request, Instant now) {
        Target.Found target = call.target();
        RandomGenerator chance = random.get();
        TraceHeader trace = TraceHeader.continuing(request.traceHeader(), now, chance);
        if (!target.function().settings().allowsRecursion()
                && Lineage.of(trace.value()).isLoopOf(target.function().name())) {
            recursionsStopped.increment();
            return refused(LambdaError.recursion());
        }
        Integer reserved = target.function().settings().reservedConcurrency();
        if (reserved != null && reserved == 0) {
            return refused(LambdaError.tooManyRequests(LambdaError.RESERVED_CONCURRENCY));
        }
        RequestId id = RequestId.generate(homes.of(target.function(), now), now, chance);
        String arn = account.functionArn(target.function().name(), target.qualifier());
        return executor.run(new Executor.Call(
                        id,
                        lookup.choose(target, chance),
                        arn,
                        trace.value(),
                        request.clientContext(),
                        call.wantsLog(),
                        call.payload()))
                .thenApply(result -> switch (result) {
                    case Executor.Result.Ran(String version, byte[] response, String functionError, String logTail) ->
                        new Answer.Ran(id, trace.answer(), version, response, functionError, logTail);
                    case Executor.Result.Throttled() ->
                        new Answer.Refused(LambdaError.tooManyRequests("ConcurrentInvocationLimitExceeded"));
                    case Executor.Result.ReservedConcurrencyUsed() ->
                        new Answer.Refused(LambdaError.tooManyRequests(LambdaError.RESERVED_CONCURRENCY));
                    case Executor.Result.Failed(String message) -> new Answer.Refused(LambdaError.service(message));
                });
    }

    /** How many synchronous calls were refused because their function invokes itself. */
    public long recursionsStopped() {
        return recursionsStopped.sum();
    }

    private static CompletionStage<Answer> refused(LambdaError error) {
        return CompletableFuture.completedStage(new Answer.Refused(error));
    }
}
