package dev.sendoff.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.Cancellation;
import dev.sendoff.core.Hold;
import dev.sendoff.core.Purge;
import dev.sendoff.registry.Cancellations;
import dev.sendoff.schemas.HeaderNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Finds, among the timers of one partition, those that the {@link Recall} does not let wait any more: single ones by their
 * key, and where a function's settings have changed by going over all of them. For one thread.
 */
final class CallBack {

    /** Beside the turn that fires what is due: no timer is to be late for it. */
    private static final Timers.Turn WALK =
            new Timers.Turn(500, Duration.ofMillis(5).toNanos());

    private final Recall recall;
    private final Timers timers;
    private final int home;

    /** That timers of a function are kept back. */
    private record Held(String function, Hold.Cause cause) {}

    /** Of what was stored before this assignment nothing. */
    private final Set<Held> held = new HashSet<>();

    private final ArrayDeque<Cancellation> cancellations = new ArrayDeque<>();
    private long cancellationsRead;
    private Map<String, Purge> purges = Map.of();

    /** What of the recall has been acted upon. */
    private long revision = -1;

    private boolean walking;
    private @Nullable Bytes walkedTo;

    CallBack(Recall recall, Timers timers, int home) {
        this.recall = recall;
        this.timers = timers;
        this.home = home;
    }

    /** A timer of that function has been stored which is kept back. */
    void noteHeld(String function, Hold.Cause cause) {
        held.add(new Held(function, cause));
    }

    /** Takes out some of what is called back, and hands it over. */
    void turn(Timers.Firing taken) {
        takeCancelled(taken);
        noteChanges();
        if (walking) {
            Optional<Bytes> next = timers.walk(walkedTo, WALK, this::isCalledBack, taken);
            walking = next.isPresent();
            walkedTo = next.orElse(null);
        }
    }

    private void takeCancelled(Timers.Firing taken) {
        Cancellations.News news = recall.cancelledSince(cancellationsRead);
        cancellationsRead = news.next();
        cancellations.addAll(news.cancellations());
        for (int i = 0; i < WALK.maxTimers() && !cancellations.isEmpty(); i++) {
            Cancellation cancellation = cancellations.remove();
            Instant due = cancellation.due();
            if (cancellation.home() == home && due != null && due.toEpochMilli() >= 0) {
                TimerKey key = new TimerKey(due.toEpochMilli(), cancellation.id());
                byte[] value = timers.remove(key);
                if (value != null) {
                    taken.fired(key, value);
                }
            }
        }
    }

    /** Sets out on a walk if what was set since may call something back. */
    private void noteChanges() {
        long latest = recall.revision();
        if (latest == revision) {
            return;
        }
        Map<String, Purge> before = purges;
        purges = recall.purges();
        boolean released = held.removeIf(it -> Recall.letsGo(recall.queue(it.function()), it.cause()));
        // Of what was set while nobody looked nothing is known.
        if (revision < 0 || released || !before.equals(purges)) {
            walking = true;
            walkedTo = null;
        }
        revision = latest;
    }

    private boolean isCalledBack(TimerKey key, byte[] value) {
        return !(verdict(key, StoredTimer.of(value)) instanceof Recall.Verdict.Wait);
    }

    /** By what can be told without decoding the record. */
    Recall.Verdict verdict(TimerKey key, StoredTimer timer) {
        return switch (timer) {
            case StoredTimer.Ready ready ->
                recall.verdict(key.id(), text(ready.headers(), HeaderNames.FUNCTION), hold(ready.headers()));
            case StoredTimer.Undecided _ -> Recall.WAIT;
        };
    }

    private static Hold.@Nullable Cause hold(Headers headers) {
        String name = text(headers, HeaderNames.HOLD);
        for (Hold.Cause cause : Hold.Cause.values()) {
            if (cause.name().equals(name)) {
                return cause;
            }
        }
        return null;
    }

    /** Empty if there is none of that name. */
    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }
}
