package dev.sendoff.audit;

import java.util.EnumMap;
import java.util.Map;

/** How many ids came to which verdict. Exact, whatever is listed of them. For one thread. */
public final class Tally {

    private long accepted;
    private long acceptedAgain;
    private long successes;
    private long deadLetters;
    private long pending;
    private final Map<Reason, Long> exceptions = new EnumMap<>(Reason.class);

    public void add(Life life, Verdict verdict) {
        accepted += life.acceptances() > 0 ? 1 : 0;
        acceptedAgain += life.acceptances() > 1 ? 1 : 0;
        successes += life.successes();
        deadLetters += life.deadLetters();
        switch (verdict) {
            case Verdict.Pending _ -> pending++;
            case Verdict.Wrong(Finding finding) -> exceptions.merge(finding.reason(), 1L, Long::sum);
            case Verdict.Settled _, Verdict.Aside _ -> {}
        }
    }

    public void add(Tally other) {
        accepted += other.accepted;
        acceptedAgain += other.acceptedAgain;
        successes += other.successes;
        deadLetters += other.deadLetters;
        pending += other.pending;
        other.exceptions.forEach((reason, count) -> exceptions.merge(reason, count, Long::sum));
    }

    /** The ids that were accepted. */
    public long accepted() {
        return accepted;
    }

    /** Those of them that producers used more than once. */
    public long acceptedAgain() {
        return acceptedAgain;
    }

    /** Records on {@code successes}. */
    public long successes() {
        return successes;
    }

    /** Records on {@code dead-letters}. */
    public long deadLetters() {
        return deadLetters;
    }

    /** The ids that have not ended, and may take their time. */
    public long pending() {
        return pending;
    }

    public long exceptions(Reason reason) {
        return exceptions.getOrDefault(reason, 0L);
    }

    public long exceptions() {
        return exceptions.values().stream().mapToLong(Long::longValue).sum();
    }
}
