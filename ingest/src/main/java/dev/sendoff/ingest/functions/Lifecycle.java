package dev.sendoff.ingest.functions;

import dev.sendoff.core.Code;
import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionVersion;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a creation or an update has come, as waiters ask for it. Both are done once they are written; what is shown
 * gives other processes a second to hear of them. It is told from the record's age alone, so that all processes say the
 * same.
 *
 * @param creating whether the version is not to be called active yet
 * @param updating whether its last update is not to be called done yet; null where there is nothing to say
 */
public record Lifecycle(boolean creating, @Nullable Boolean updating) {

    /** How long a change is shown as under way. */
    static final Duration SETTLING = Duration.ofSeconds(1);

    /** What the answer to a creation says. */
    public static final Lifecycle CREATED = new Lifecycle(true, null);

    /** What the answer to an update says. */
    public static final Lifecycle UPDATED = new Lifecycle(false, true);

    private static final Lifecycle SETTLED = new Lifecycle(false, false);

    /** @param version of that function */
    public static Lifecycle of(Function function, FunctionVersion version, Instant now) {
        if (version.code() instanceof Code.InProcess) {
            // It comes with the executor that runs it.
            return SETTLED;
        }
        Instant created = version.isPublished() ? version.lastModified() : function.created();
        if (created != null && isFresh(created, now)) {
            return CREATED;
        }
        return isFresh(version.lastModified(), now) ? UPDATED : SETTLED;
    }

    /** Of a clock that is far from ours nothing can be told, and nobody is to wait for it. */
    private static boolean isFresh(Instant time, Instant now) {
        return Duration.between(time, now).abs().compareTo(SETTLING) < 0;
    }
}
