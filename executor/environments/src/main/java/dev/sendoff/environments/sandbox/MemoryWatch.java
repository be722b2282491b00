package dev.sendoff.environments.sandbox;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How much memory environments hold: the resident memory of all their processes, from {@code /proc}. Whose a process is
 * does not change, so it is found out once; after that only those that are watched are read. For one thread.
 */
public final class MemoryWatch {

    private final long self = ProcessHandle.current().pid();
    /** Pids, and whose they are; empty for those that are nobody's here. */
    private final Map<Long, Optional<Sandboxes.Sandbox>> known = new HashMap<>();

    /**
     * Measures once.
     *
     * @param all every sandbox that may have processes
     * @param watched those of interest now
     * @return bytes of each watched one that has a process
     */
    public Map<Sandboxes.Sandbox, Long> measure(Collection<Sandboxes.Sandbox> all, Set<Sandboxes.Sandbox> watched)
            throws IOException {
        Map<Sandboxes.Sandbox, Long> bytes = new HashMap<>();
        List<Long> pids = ProcessTable.pids();
        known.keySet().retainAll(new HashSet<>(pids));
        // One whose occupant changed is another now, and so are its processes.
        known.values().removeIf(owner -> owner.isPresent() && !all.contains(owner.get()));
        for (long pid : pids) {
            Optional<Sandboxes.Sandbox> owner = known.get(pid);
            if (owner != null && (owner.isEmpty() || !watched.contains(owner.get()))) {
                continue;
            }
            Optional<ProcessTable.Seen> seen = ProcessTable.see(pid);
            if (seen.isEmpty()) {
                continue;
            }
            if (owner == null) {
                owner = ownerOf(seen.get(), all);
                // Our own child may be on its way to become an environment's: it is looked at again.
                if (owner.isPresent() || seen.get().parent() != self) {
                    known.put(pid, owner);
                }
            }
            owner.filter(watched::contains)
                    .ifPresent(sandbox -> bytes.merge(sandbox, seen.get().residentBytes(), Long::sum));
        }
        return bytes;
    }

    private Optional<Sandboxes.Sandbox> ownerOf(ProcessTable.Seen seen, Collection<Sandboxes.Sandbox> all) {
        Optional<Sandboxes.Sandbox> parents = known.getOrDefault(seen.parent(), Optional.empty());
        if (parents.isPresent()) {
            return parents;
        }
        return all.stream().filter(sandbox -> sandbox.owns(seen)).findFirst();
    }
}
