package dev.sendoff.environments.sandbox;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts processes in slots, each apart from the others, and ends whatever came of them. Safe for use by any thread; of
 * one slot, one thread at a time.
 */
public final class Sandboxes implements AutoCloseable {

    /** Carried by every process that is started here, and by its children unless they drop it. */
    static final String MARKER = "SENDOFF_ENVIRONMENT";

    private static final Logger log = LoggerFactory.getLogger(Sandboxes.class);
    private static final List<Path> TOOLS = List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"));
    /** Where anyone may leave files. */
    private static final List<Path> SHARED_FOLDERS = List.of(Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/dev/shm"));
    /** As many threads and open files as AWS allows. */
    private static final int LIMIT = 1024;

    private static final int ROUNDS_BETWEEN_WARNINGS = 50;
    private static final long KILLER_SECONDS = 5;
    private static final long SWEEP_NANOS = 5_000_000_000L;
    private static final long FOREVER_NANOS = Long.MAX_VALUE;
    private static final long LONGEST_PAUSE_NANOS = 100_000_000L;

    private final Path folder;
    private final FileChannel lock;
    private final @Nullable UserBlock users;
    private final Isolation isolation;
    private final String description;
    private final List<String> prefix;
    private final @Nullable Path setpriv;
    /**
     * A child dies with the thread that started it, not only with its process ({@code PR_SET_PDEATHSIG}): so all are
     * started by one that lives as long as we do.
     */
    private final ExecutorService starter = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("environments-starter").factory());

    private Sandboxes(Path folder, FileChannel lock, boolean separateUsers, Path lockFolder, int baseUser)
            throws IOException {
        this.folder = folder;
        this.lock = lock;
        boolean linux = ProcessTable.isReadable();
        Optional<Path> setsid = linux ? tool("setsid") : Optional.empty();
        Optional<Path> found = linux ? tool("setpriv") : Optional.empty();
        setpriv = found.orElse(null);
        prefix = new ArrayList<>();
        setsid.ifPresent(path -> prefix.add(path.toString()));
        // The number of processes is counted per user: it is a limit only for one with a user of its own.
        tool("prlimit").filter(path -> linux).ifPresent(path -> {
            prefix.addAll(List.of(path.toString(), "--nofile=" + LIMIT + ":" + LIMIT, "--core=0:0"));
            if (separateUsers && isRoot()) {
                prefix.add("--nproc=" + LIMIT + ":" + LIMIT);
            }
        });
        UserBlock block = null;
        String why = "";
        if (!separateUsers) {
            why = "it is not wanted";
        } else if (!linux || !isRoot()) {
            why = "this process may not switch users";
        } else if (setpriv == null || setsid.isEmpty()) {
            why = "setpriv and setsid (util-linux) are not there";
        } else {
            try {
                block = UserBlock.take(lockFolder, baseUser);
                why = probe(block, setpriv);
            } catch (IOException e) {
                why = e.toString();
            }
            if (block != null && !why.isEmpty()) {
                block.close();
                block = null;
            }
        }
        users = block;
        isolation = block != null ? Isolation.USERS : setsid.isPresent() ? Isolation.SESSIONS : Isolation.TREES;
        description = switch (isolation) {
            case USERS ->
                "each environment has a user of its own, from uid " + (users == null ? "" : users.first()) + " on";
            case SESSIONS -> "environments run as this process's user, in sessions of their own: " + why;
            case TREES -> "environments run as this process's user, and only their descendants are ended: " + why;
        };
    }

    /**
     * Takes the folder, ends and removes what an earlier executor left in it.
     *
     * @param folder of this executor alone; in it, each slot gets one
     * @param separateUsers whether each slot is to have its own user, if that is possible here
     * @param lockFolder of the whole machine; only for root to write
     * @param baseUser the first user id that may be used
     * @throws IOException if the folder cannot be used, or another executor uses it
     */
    public static Sandboxes open(Path folder, boolean separateUsers, Path lockFolder, int baseUser) throws IOException {
        Path real = Files.createDirectories(folder).toRealPath();
        FileChannel lock = FileChannel.open(real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("another executor uses " + real);
            }
            Sandboxes sandboxes = new Sandboxes(real, lock, separateUsers, lockFolder, baseUser);
            sandboxes.sweep();
            return sandboxes;
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new IOException("this process uses " + real + " already", e);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public Isolation isolation() {
        return isolation;
    }

    /** A sentence for the log: which isolation is in force, and if it is less than wanted, why. */
    public String description() {
        return description;
    }

    /** One place for an environment. It is empty when it is asked for, and is emptied when its occupant has gone. */
    public Sandbox sandbox(int slot, long number) {
        return new Sandbox(slot, number);
    }

    private static Optional<Path> tool(String name) {
        return TOOLS.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean isRoot() {
        return ProcessTable.see(ProcessHandle.current().pid()).stream().anyMatch(self -> self.uid() == 0);
    }

    /** Does what will be done for each environment, once. Empty if it works, else what does not. */
    private String probe(UserBlock block, Path setpriv) throws IOException {
        Path probed = folder.resolve("probe");
        // Others are to come through, not to look around.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Removal.whole(probed);
        own(probed, block.first());
        List<String> command = new ArrayList<>(prefix);
        command.addAll(asUser(setpriv, block.first()));
        command.addAll(List.of("/bin/sh", "-c", "cd \"$1\" && : > written", "sh", probed.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        Process process = builder.start();
        try (var output = process.getInputStream()) {
            String said = new String(output.readNBytes(1000), StandardCharsets.UTF_8).strip();
            int status = process.waitFor();
            return status == 0 ? "" : "a process of another user could not write to " + probed + ": " + said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "it was interrupted";
        } finally {
            Removal.whole(probed);
        }
    }

    private static List<String> asUser(Path setpriv, int uid) {
        return List.of(
                setpriv.toString(),
                "--reuid=" + uid,
                "--regid=" + uid,
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs",
                "--pdeathsig=KILL",
                "--");
    }

    /** What an executor left that was killed. */
    private void sweep() throws IOException {
        UserBlock block = users;
        if (block != null) {
            endAll(seen -> block.contains(seen.uid()), SWEEP_NANOS);
            for (Path shared : SHARED_FOLDERS) {
                Removal.of(shared, block::contains);
            }
        }
        if (isolation != Isolation.TREES) {
            String marker = MARKER + "=" + folder + "#";
            endAll(seen -> ProcessTable.hasVariable(seen.pid(), marker), SWEEP_NANOS);
        }
        Removal.whole(folder.resolve("slots"));
    }

    /** @throws IOException if some are still there after so long */
    private void endAll(Predicate<ProcessTable.Seen> which, long patienceNanos) throws IOException {
        long began = System.nanoTime();
        long pause = 1_000_000;
        for (int round = 0; ; round++) {
            List<ProcessTable.Seen> left = ProcessTable.all().stream()
                    .filter(seen -> !seen.ended()
                            && seen.pid() != ProcessHandle.current().pid())
                    .filter(which)
                    .toList();
            if (left.isEmpty()) {
                return;
            }
            if (round > 0) {
                // They may begin others faster than one can look.
                endUsersOf(left);
            }
            left.forEach(seen -> ProcessHandle.of(seen.pid()).ifPresent(ProcessHandle::destroyForcibly));
            if (System.nanoTime() - began > patienceNanos) {
                throw new IOException(left.size() + " processes cannot be ended, such as " + left.getFirst());
            }
            if (round % ROUNDS_BETWEEN_WARNINGS == ROUNDS_BETWEEN_WARNINGS - 1) {
                log.warn("{} processes of an environment are still there, such as {}", left.size(), left.getFirst());
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    /** The kernel ends all processes of a user at once; done only for users that are ours to give away. */
    private void endUsersOf(List<ProcessTable.Seen> left) throws IOException {
        UserBlock block = users;
        if (block == null || setpriv == null) {
            return;
        }
        for (int uid : left.stream().map(ProcessTable.Seen::uid).distinct().toList()) {
            if (block.contains(uid)) {
                Process killer = new ProcessBuilder(
                                setpriv.toString(),
                                "--reuid=" + uid,
                                "--regid=" + uid,
                                "--clear-groups",
                                "--",
                                "/bin/sh",
                                "-c",
                                "kill -9 -1")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                try {
                    killer.waitFor(KILLER_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while processes were ended");
                }
            }
        }
    }

    private static void own(Path path, int uid) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    /** Ends whatever is left of all, and gives the folder back. */
    @Override
    public void close() throws IOException {
        starter.shutdown();
        try {
            sweep();
        } finally {
            if (users != null) {
                users.close();
            }
            lock.close();
        }
    }

    /** A slot while one environment has it. */
    public final class Sandbox {
        private final int slot;
        private final Path place;
        private final String marker;
        private volatile @Nullable Process process;

        private Sandbox(int slot, long number) {
            this.slot = slot;
            this.place = folder.resolve("slots").resolve(Integer.toString(slot));
            this.marker = folder + "#" + number;
        }

        /** Where the process may write, as its own temporary folder. */
        public Path temporary() {
            return place.resolve("tmp");
        }

        /** The process's home. */
        public Path home() {
            return place.resolve("home");
        }

        /** The user id of the process, if it has one of its own. */
        public Optional<Integer> user() {
            return Optional.ofNullable(users).map(block -> block.first() + slot);
        }

        /**
         * Starts the command with these variables and none other but a marker, with no input, and with both outputs as
         * one stream. None of our file descriptors but those is open in it: the JDK closes all others before it begins.
         *
         * @throws IOException if no process could be started
         */
        public Process start(List<String> command, Path workingFolder, Map<String, String> variables)
                throws IOException {
            prepare();
            List<String> whole = new ArrayList<>(prefix);
            if (users != null && setpriv != null) {
                whole.addAll(asUser(setpriv, users.first() + slot));
            } else if (setpriv != null) {
                whole.addAll(List.of(setpriv.toString(), "--no-new-privs", "--pdeathsig=KILL", "--"));
            }
            whole.addAll(command);
            ProcessBuilder builder = new ProcessBuilder(whole)
                    .directory(workingFolder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true);
            Map<String, String> environment = builder.environment();
            environment.clear();
            environment.putAll(variables);
            environment.put(MARKER, marker);
            Process started = startedBy(builder);
            process = started;
            return started;
        }

        private Process startedBy(ProcessBuilder builder) throws IOException {
            CompletableFuture<Process> started = new CompletableFuture<>();
            try {
                starter.execute(() -> {
                    try {
                        started.complete(builder.start());
                    } catch (IOException | RuntimeException | Error e) {
                        started.completeExceptionally(e);
                    }
                });
                return started.join();
            } catch (RejectedExecutionException e) {
                throw new IOException("it is closed", e);
            } catch (CompletionException e) {
                throw new IOException("no process could be started: " + e.getCause(), e.getCause());
            }
        }

        private void prepare() throws IOException {
            Removal.whole(place);
            Files.createDirectories(place.getParent());
            if (users != null) {
                Files.setPosixFilePermissions(place.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
                int uid = users.first() + slot;
                own(place, uid);
                own(home(), uid);
                own(temporary(), uid);
            } else {
                Files.createDirectories(home());
                Files.createDirectories(temporary());
            }
        }

        /** What the process itself holds now, without its children. */
        public Optional<Long> residentBytes() {
            Process main = process;
            return main == null
                    ? Optional.empty()
                    : ProcessTable.see(main.pid()).map(ProcessTable.Seen::residentBytes);
        }

        /** Whether this process is the environment's, by what it cannot change. */
        boolean owns(ProcessTable.Seen seen) {
            Optional<Integer> user = user();
            Process main = process;
            return user.isPresent()
                    ? seen.uid() == user.get()
                    : main != null && (seen.pid() == main.pid() || seen.session() == main.pid());
        }

        /** Or by what it usually does not. Costs more to know. */
        boolean carriesMarker(ProcessTable.Seen seen) {
            return ProcessTable.hasVariable(seen.pid(), MARKER + "=" + marker + "\0");
        }

        /**
         * Ends all that came of the process, and removes what it wrote. Returns when nothing is left of it, however long
         * that takes.
         */
        public void clear() throws IOException {
            Process main = process;
            if (main != null) {
                if (isolation == Isolation.TREES) {
                    main.descendants().forEach(ProcessHandle::destroyForcibly);
                }
                main.destroyForcibly();
            }
            switch (isolation) {
                case USERS -> {
                    int uid = user().orElseThrow();
                    endAll(this::owns, FOREVER_NANOS);
                    for (Path shared : SHARED_FOLDERS) {
                        Removal.of(shared, owner -> owner == uid);
                    }
                }
                case SESSIONS -> endAll(seen -> owns(seen) || carriesMarker(seen), FOREVER_NANOS);
                case TREES -> {}
            }
            Removal.whole(place);
        }
    }
}
