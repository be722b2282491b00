package dev.sendoff.environments.life;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where one environment stands. It makes one attempt at a time and settles each exactly once: with what the runtime
 * answered as soon as it asks for more (as AWS ends an invocation), and else with what ended it.
 *
 * <p>All times are nanoseconds of one monotonic clock and are compared by their differences.
 */
public sealed interface Life {

    /**
     * Its process was started for an event and has not asked for one yet.
     *
     * @param repeated whether an earlier process took too long; then the event's own time runs already
     * @param began when the process was started
     */
    record Starting(Work work, long until, boolean repeated, long began) implements Life {}

    /**
     * The first init took too long. Once its process is gone, a second begins, within the event's own time: as another
     * environment, so that what the first one said last is not taken for the second's.
     */
    record Repeating(Work work, long until, long began) implements Life {}

    /** The runtime waits for an event. */
    record Idle(long since) implements Life {}

    record Busy(Work work, long delivered, long until, OptionalLong initNanos) implements Life {}

    /** It has answered, and is to ask for the next event before the time of this one is up. */
    record Answered(Work work, Outcome outcome, long delivered, long until, OptionalLong initNanos) implements Life {}

    /** It was idle and its connection broke; it is to ask again. */
    record Away(long until) implements Life {}

    /** It is being ended; nothing that it says counts any more. */
    record Stopping() implements Life {}

    record Ended() implements Life {}

    /**
     * @param initNanos how long a process may take to ask for its first event
     * @param awayNanos how long an idle one may be without a connection
     */
    record Limits(long initNanos, long awayNanos) {}

    /** What became of it, and what is to be done about that. */
    record Step(Life next, List<Action> actions) {
        Step(Life next, Action... actions) {
            this(next, List.of(actions));
        }
    }

    /** One that is about to be started for an event. */
    static Life starting(Work work, long now, Limits limits) {
        return new Starting(work, now + limits.initNanos, false, now);
    }

    /**
     * @param environment its number, for the actions
     * @throws IllegalStateException if it is given an event and is not idle
     */
    default Step on(Input input, long environment, long now, Limits limits) {
        return switch (this) {
            case Starting starting -> on(starting, input, environment, now);
            case Repeating repeating -> on(repeating, input, environment, now, limits);
            case Idle idle -> on(idle, input, environment, now, limits);
            case Busy busy -> on(busy, input, environment, now);
            case Answered answered -> on(answered, input, environment, now);
            case Away away -> on(away, input, environment, now);
            case Stopping stopping -> on(stopping, input, environment);
            case Ended ended -> refuse(ended, input, environment);
        };
    }

    private static Step on(Starting s, Input input, long environment, long now) {
        Run run = new Run(now - s.began, OptionalLong.empty(), false);
        return switch (input) {
            case Input.Asked asked -> {
                long until = s.repeated ? s.until : now + s.work.timeout().toNanos();
                yield new Step(
                        new Busy(s.work, now, until, OptionalLong.of(now - s.began)),
                        new Action.Deliver(environment, s.work, until));
            }
            case Input.InitFailed failed ->
                stop(
                        environment,
                        new Action.Respond(environment, Reply.ACCEPTED),
                        settle(s.work, failed.outcome(), run));
            case Input.Exited exited ->
                stop(environment, settle(s.work, Failures.exited(s.work.id(), exited.status()), run));
            case Input.NotStarted failed -> stop(environment, settleUnrun(s.work, failed.outcome()));
            case Input.OverMemory over -> stop(environment, settle(s.work, Failures.outOfMemory(s.work.id()), run));
            case Input.Stop stop -> stop(environment, settleUnrun(s.work, new Outcome.NotRun(stop.why())));
            case Input.Tick tick when now - s.until < 0 -> new Step(s);
            case Input.Tick tick when s.repeated -> stop(environment, timedOut(s.work, run));
            case Input.Tick tick ->
                new Step(new Repeating(s.work, now + s.work.timeout().toNanos(), now), new Action.Clear(environment));
            case Input.Answer answer -> new Step(s, new Action.Respond(environment, Reply.INVALID_STATE));
            case Input.Hung hung -> new Step(s);
            case Input.Cleared cleared -> new Step(s);
            case Input.Given given -> throw notIdle(s);
        };
    }

    private static Step on(Repeating r, Input input, long environment, long now, Limits limits) {
        return switch (input) {
            case Input.Cleared cleared -> new Step(new Starting(r.work, r.until, true, now));
            // It is being cleared already.
            case Input.Stop stop -> new Step(new Stopping(), settleUnrun(r.work, new Outcome.NotRun(stop.why())));
            case Input.Tick tick
            when now - r.until >= 0 ->
                new Step(new Stopping(), timedOut(r.work, new Run(now - r.began, OptionalLong.empty(), false)));
            case Input.Given given -> throw notIdle(r);
            case Input.Asked asked -> refuse(r, input, environment);
            case Input.Answer answer -> refuse(r, input, environment);
            case Input.InitFailed failed -> refuse(r, input, environment);
            case Input.Tick tick -> new Step(r);
            case Input.Exited exited -> new Step(r);
            case Input.NotStarted failed -> new Step(r);
            case Input.OverMemory over -> new Step(r);
            case Input.Hung hung -> new Step(r);
        };
    }

    private static Step on(Idle idle, Input input, long environment, long now, Limits limits) {
        return switch (input) {
            case Input.Given given -> {
                long until = now + given.work().timeout().toNanos();
                yield new Step(
                        new Busy(given.work(), now, until, OptionalLong.empty()),
                        new Action.Deliver(environment, given.work(), until));
            }
            case Input.Hung hung -> new Step(new Away(now + limits.awayNanos));
            // A client that lost its connection asks over a new one, maybe before the old one is known to be gone.
            case Input.Asked asked -> new Step(idle);
            case Input.Exited exited -> stop(environment);
            case Input.OverMemory over -> stop(environment);
            case Input.Stop stop -> stop(environment);
            case Input.Answer answer -> new Step(idle, new Action.Respond(environment, Reply.INVALID_REQUEST_ID));
            case Input.InitFailed failed -> refuse(idle, input, environment);
            case Input.NotStarted failed -> new Step(idle);
            case Input.Cleared cleared -> new Step(idle);
            case Input.Tick tick -> new Step(idle);
        };
    }

    private static Step on(Busy b, Input input, long environment, long now) {
        Run run = new Run(now - b.delivered, b.initNanos, true);
        return switch (input) {
            case Input.Answer answer
            when isFor(b.work, answer) ->
                new Step(
                        new Answered(b.work, answer.outcome(), b.delivered, b.until, b.initNanos),
                        new Action.Respond(environment, answer.reply()));
            case Input.Answer answer -> new Step(b, new Action.Respond(environment, Reply.INVALID_REQUEST_ID));
            case Input.Exited exited ->
                stop(environment, settle(b.work, Failures.exited(b.work.id(), exited.status()), run));
            case Input.OverMemory over -> stop(environment, settle(b.work, Failures.outOfMemory(b.work.id()), run));
            case Input.Stop stop -> stop(environment, settleUnrun(b.work, new Outcome.NotRun(stop.why())));
            case Input.Tick tick when now - b.until >= 0 -> stop(environment, timedOut(b.work, run));
            case Input.Given given -> throw notIdle(b);
            case Input.Asked asked -> refuse(b, input, environment);
            case Input.InitFailed failed -> refuse(b, input, environment);
            case Input.Tick tick -> new Step(b);
            case Input.Hung hung -> new Step(b);
            case Input.NotStarted failed -> new Step(b);
            case Input.Cleared cleared -> new Step(b);
        };
    }

    private static Step on(Answered a, Input input, long environment, long now) {
        Action.Settle settle = settle(a.work, a.outcome, new Run(now - a.delivered, a.initNanos, true));
        return switch (input) {
            case Input.Asked asked -> new Step(new Idle(now), settle);
            // It answered in time: whatever happens to it after that is no failure of this attempt.
            case Input.Exited exited -> stop(environment, settle);
            case Input.OverMemory over -> stop(environment, settle);
            case Input.Stop stop -> stop(environment, settle);
            case Input.Tick tick when now - a.until >= 0 -> stop(environment, settle);
            case Input.Answer answer -> new Step(a, new Action.Respond(environment, Reply.INVALID_REQUEST_ID));
            case Input.Given given -> throw notIdle(a);
            case Input.InitFailed failed -> refuse(a, input, environment);
            case Input.Tick tick -> new Step(a);
            case Input.Hung hung -> new Step(a);
            case Input.NotStarted failed -> new Step(a);
            case Input.Cleared cleared -> new Step(a);
        };
    }

    private static Step on(Away away, Input input, long environment, long now) {
        return switch (input) {
            case Input.Asked asked -> new Step(new Idle(now));
            case Input.Exited exited -> stop(environment);
            case Input.OverMemory over -> stop(environment);
            case Input.Stop stop -> stop(environment);
            case Input.Tick tick when now - away.until >= 0 -> stop(environment);
            case Input.Answer answer -> new Step(away, new Action.Respond(environment, Reply.INVALID_REQUEST_ID));
            case Input.Given given -> throw notIdle(away);
            case Input.InitFailed failed -> refuse(away, input, environment);
            case Input.Tick tick -> new Step(away);
            case Input.Hung hung -> new Step(away);
            case Input.NotStarted failed -> new Step(away);
            case Input.Cleared cleared -> new Step(away);
        };
    }

    private static Step on(Stopping stopping, Input input, long environment) {
        return input instanceof Input.Cleared ? new Step(new Ended()) : refuse(stopping, input, environment);
    }

    /** Nothing changes; what is a request of the runtime's is answered. */
    private static Step refuse(Life life, Input input, long environment) {
        return switch (input) {
            case Input.Asked asked -> new Step(life, new Action.Respond(environment, Reply.INVALID_STATE));
            case Input.Answer answer -> new Step(life, new Action.Respond(environment, Reply.INVALID_STATE));
            case Input.InitFailed failed -> new Step(life, new Action.Respond(environment, Reply.INVALID_STATE));
            case Input.Given given -> throw notIdle(life);
            case Input.Hung hung -> new Step(life);
            case Input.Exited exited -> new Step(life);
            case Input.NotStarted failed -> new Step(life);
            case Input.OverMemory over -> new Step(life);
            case Input.Cleared cleared -> new Step(life);
            case Input.Stop stop -> new Step(life);
            case Input.Tick tick -> new Step(life);
        };
    }

    private static Step stop(long environment, Action... first) {
        List<Action> actions = new ArrayList<>(List.of(first));
        actions.add(new Action.Clear(environment));
        return new Step(new Stopping(), List.copyOf(actions));
    }

    private static boolean isFor(Work work, Input.Answer answer) {
        return work.id().toString().equalsIgnoreCase(answer.requestId());
    }

    private static Action.Settle settle(Work work, Outcome outcome, Run run) {
        return new Action.Settle(work, outcome, run);
    }

    private static Action.Settle settleUnrun(Work work, Outcome outcome) {
        return new Action.Settle(work, outcome, null);
    }

    private static Action.Settle timedOut(Work work, Run run) {
        return settle(work, PlatformErrors.timedOut(work.id(), work.timeout()), run);
    }

    private static IllegalStateException notIdle(Life life) {
        return new IllegalStateException("an event for an environment that is not idle: " + life);
    }
}
