package dev.sendoff.environments;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How environments are kept.
 *
 * @param most how many there may be at a time, 1 to 1000
 * @param initialising how many of them may be initialising at a time
 * @param idle how long one that has nothing to do is kept
 * @param init how long a process may take to ask for its first event, before it is started once more
 * @param waiting how long an event may wait for an environment before it is given back as not run
 * @param patience how long an event may wait while later ones are served by environments of their own function
 * @param outputBytes how much of one attempt's output goes to the log of this process
 * @param folder of this executor alone, for what environments write
 * @param separateUsers whether each is to run as a user of its own; where that cannot be, they share ours
 * @param baseUser the first of the user ids that may be used, in blocks of 1000
 * @param lockFolder of the whole machine, where executors agree who uses which user ids; only root may write to it
 */
public record EnvironmentsSettings(
        int most,
        int initialising,
        Duration idle,
        Duration init,
        Duration waiting,
        Duration patience,
        long outputBytes,
        Path folder,
        boolean separateUsers,
        int baseUser,
        Path lockFolder) {

    /** The usual one. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    public EnvironmentsSettings {
        if (most < 1 || most > 1000) {
            throw new IllegalArgumentException("there may be 1 to 1000 environments, not " + most);
        }
        if (initialising < 1) {
            throw new IllegalArgumentException("one environment must be able to start, not " + initialising);
        }
        if (baseUser < 1000) {
            throw new IllegalArgumentException("user ids below 1000 are the system's own: " + baseUser);
        }
    }

    /** The usual number: a function alone has half of it, and its runtimes then two for each processor. */
    public static int usuallyInitialising() {
        return 4 * Runtime.getRuntime().availableProcessors();
    }

    /** The usual ones, for environments in this folder. */
    public static EnvironmentsSettings in(Path folder) {
        return new EnvironmentsSettings(
                200,
                usuallyInitialising(),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                PATIENCE,
                256 * 1024,
                folder,
                true,
                40_000,
                Path.of("/run/sendoff"));
    }

    public EnvironmentsSettings withMost(int most) {
        return new EnvironmentsSettings(
                most,
                initialising,
                idle,
                init,
                waiting,
                patience,
                outputBytes,
                folder,
                separateUsers,
                baseUser,
                lockFolder);
    }

    public EnvironmentsSettings withIdle(Duration idle) {
        return new EnvironmentsSettings(
                most,
                initialising,
                idle,
                init,
                waiting,
                patience,
                outputBytes,
                folder,
                separateUsers,
                baseUser,
                lockFolder);
    }

    public EnvironmentsSettings withInit(Duration init) {
        return new EnvironmentsSettings(
                most,
                initialising,
                idle,
                init,
                waiting,
                patience,
                outputBytes,
                folder,
                separateUsers,
                baseUser,
                lockFolder);
    }

    public EnvironmentsSettings withSeparateUsers(boolean separateUsers) {
        return new EnvironmentsSettings(
                most,
                initialising,
                idle,
                init,
                waiting,
                patience,
                outputBytes,
                folder,
                separateUsers,
                baseUser,
                lockFolder);
    }
}
