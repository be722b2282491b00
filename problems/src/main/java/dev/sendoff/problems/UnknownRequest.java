package dev.sendoff.problems;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request that no resource takes.
 *
 * @param path as it was sent, still encoded, without the query
 * @param allowed the methods that the path knows, sorted; none if it is no path of ours
 */
public record UnknownRequest(String method, String path, Set<String> allowed) {

    public UnknownRequest {
        allowed = Collections.unmodifiableSet(new TreeSet<>(allowed));
    }

    /** 405 if another method would do, or else 404. */
    public int status() {
        return allowed.isEmpty() ? 404 : 405;
    }
}
