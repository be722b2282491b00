package dev.sendoff.environments.crew;

import dev.sendoff.core.Outcome;
import dev.sendoff.core.PlatformErrors;
import dev.sendoff.environments.life.Reply;
import dev.sendoff.environments.life.Run;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The containers of one function that are connected, and the events that wait for one. A container is known by its requests
 * alone: each that waits for an event is one free place. Events are given in the order of their arrival, to whoever has waited
 * longest.
 *
 * <p>Nobody here can end a container. One that lets its time pass is given nothing more until it asks again, and what it then
 * answers is refused.
 *
 * <p>Not safe for use by several threads. All times are nanoseconds of one monotonic clock and are compared by their differences.
 */
public final class Crew {

    /**
     * A client that makes a connection for each request closes it as soon as it has the event, and works on. So a connection
     * that closes tells of a container's end only if it was kept: for more than one request, or for this long.
     */
    static final long KEPT_NANOS = 1_000_000_000;

    /**
     * @param waiting how long an event may wait for a container that is connected
     * @param away how long containers without a connection are taken to be there still, since they were last heard of
     */
    public record Limits(Duration waiting, Duration away) {}

    /**
     * @param free how many requests wait for an event
     * @param busy how many events containers have
     * @param waiting how many events wait for a container
     */
    public record Count(int free, int busy, int waiting) {}

    private record Poll(long number, long connection) {}

    private record Running(Job job, long connection, long delivered, long until) {}

    private record Waiting(Job job, long since) {}

    private final String function;
    private final Limits limits;
    private final Deque<Poll> polls = new ArrayDeque<>();
    private final List<Running> running = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** Of each open connection, how many requests have come over it. */
    private final Map<Long, Integer> requests = new HashMap<>();

    private long heard;
    private boolean everHeard;
    private Outcome.@Nullable Failed notStarted;
    private @Nullable String closed;

    public Crew(String function, Limits limits) {
        this.function = function;
        this.limits = limits;
    }

    /** An event arrives. */
    public List<Action> submit(Job job, long now) {
        if (closed != null) {
            return List.of(notRun(job, closed));
        }
        Poll place = polls.pollFirst();
        if (place != null) {
            return List.of(give(place, job, now));
        }
        if (!isConnected(now)) {
            return List.of(notRun(job, nobody()));
        }
        waiting.addLast(new Waiting(job, now));
        return List.of();
    }

    /**
     * A container asks for an event.
     *
     * @param poll a number that no other request has
     */
    public List<Action> asked(long poll, long connection, long now) {
        heard(connection, now);
        if (closed != null || running.stream().anyMatch(it -> it.connection == connection)) {
            return List.of(new Action.Respond(Reply.INVALID_STATE));
        }
        notStarted = null;
        Poll place = new Poll(poll, connection);
        Waiting first = waiting.pollFirst();
        if (first == null) {
            polls.addLast(place);
            return List.of();
        }
        return List.of(give(place, first.job, now));
    }

    /**
     * A container posts a response or an error.
     *
     * @param requestId as it stands in the path
     * @param outcome what it comes to, if it is taken
     * @param reply what the container is told, if it is taken
     */
    public List<Action> answered(String requestId, long connection, Outcome outcome, Reply reply, long now) {
        heard(connection, now);
        Optional<Running> found =
                of(requestId, it -> it.connection == connection).or(() -> of(requestId, any -> true));
        if (found.isEmpty()) {
            return List.of(new Action.Respond(Reply.INVALID_REQUEST_ID));
        }
        return List.of(new Action.Respond(reply), settle(found.get(), outcome, now));
    }

    /** A container posts that it could not start. */
    public List<Action> initFailed(long connection, Outcome.Failed outcome, long now) {
        heard(connection, now);
        if (running.stream().anyMatch(it -> it.connection == connection)) {
            return List.of(new Action.Respond(Reply.INVALID_STATE));
        }
        notStarted = outcome;
        return List.of(new Action.Respond(Reply.ACCEPTED));
    }

    /** A connection is gone. */
    public List<Action> disconnected(long connection, long now) {
        Integer carried = requests.remove(connection);
        if (carried == null) {
            return List.of();
        }
        polls.removeIf(poll -> poll.connection == connection);
        List<Action> actions = new ArrayList<>();
        for (Running each : List.copyOf(running)) {
            if (each.connection == connection && (carried > 1 || now - each.delivered >= KEPT_NANOS)) {
                actions.add(settle(
                        each,
                        PlatformErrors.of(
                                "Runtime.ExitError",
                                "RequestId: " + each.job.id() + " Error: Runtime exited without providing a reason"),
                        now));
            }
        }
        return actions;
    }

    /** An event could not be written to the connection that it was meant for. */
    public List<Action> undelivered(Job job) {
        return running.removeIf(it -> it.job == job)
                ? List.of(notRun(
                        job, "the connection of a container of '" + function + "' was lost before it had the event"))
                : List.of();
    }

    /** Time has passed: whatever is due happens. */
    public List<Action> tick(long now) {
        if (running.isEmpty() && waiting.isEmpty()) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        for (Running each : List.copyOf(running)) {
            if (now - each.until >= 0) {
                actions.add(settle(each, PlatformErrors.timedOut(each.job.id(), each.job.timeout()), now));
            }
        }
        boolean connected = isConnected(now);
        for (Iterator<Waiting> inOrder = waiting.iterator(); inOrder.hasNext(); ) {
            Waiting each = inOrder.next();
            if (!connected) {
                inOrder.remove();
                actions.add(notRun(each.job, nobody()));
            } else if (now - each.since >= limits.waiting.toNanos()) {
                inOrder.remove();
                actions.add(
                        notRun(each.job, "no container of '" + function + "' became free within " + limits.waiting));
            }
        }
        return actions;
    }

    /** Nothing is given any more; what runs or waits is reported as not run. */
    public List<Action> close(String why) {
        closed = why;
        List<Action> actions = new ArrayList<>();
        running.forEach(each -> actions.add(notRun(each.job, why)));
        waiting.forEach(each -> actions.add(notRun(each.job, why)));
        running.clear();
        waiting.clear();
        return actions;
    }

    public Count count() {
        return new Count(polls.size(), running.size(), waiting.size());
    }

    /** Whether there is a container that may yet ask. */
    private boolean isConnected(long now) {
        return !requests.isEmpty()
                || !running.isEmpty()
                || (everHeard && now - heard < limits.away.toNanos() && notStarted == null);
    }

    private String nobody() {
        String why = "no container of '" + function + "' is connected to this executor";
        return notStarted == null
                ? why
                : why + "; the last one could not start: " + notStarted.error().type() + ": "
                        + notStarted.error().message();
    }

    private void heard(long connection, long now) {
        requests.merge(connection, 1, Integer::sum);
        heard = now;
        everHeard = true;
    }

    private Action give(Poll place, Job job, long now) {
        long until = now + job.timeout().toNanos();
        running.add(new Running(job, place.connection, now, until));
        return new Action.Deliver(place.number, job, until);
    }

    private Optional<Running> of(String requestId, Predicate<Running> which) {
        return running.stream()
                .filter(it -> it.job.id().toString().equalsIgnoreCase(requestId))
                .filter(which)
                .findFirst();
    }

    private Action settle(Running ended, Outcome outcome, long now) {
        running.remove(ended);
        return new Action.Settle(ended.job, outcome, new Run(now - ended.delivered, OptionalLong.empty(), true));
    }

    private static Action notRun(Job job, String why) {
        return new Action.Settle(job, new Outcome.NotRun(why), null);
    }
}
