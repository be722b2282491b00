package dev.sendoff.executor.zips;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The child processes that run functions of other languages, and jars that came as a zip. */
@ConfigMapping(prefix = "sendoff.environments")
interface EnvironmentsConfig {

    /** How many execution environments an executor has at a time, over all functions; 1 to 1000. */
    @WithDefault("50")
    int most();

    /**
     * How many environments may be initialising at a time, each until its runtime asks for its first event: more of them
     * at once take longer each, until all pass <code>init</code>. One function has no more than are left free: alone a
     * half. By default four for each processor.
     */
    OptionalInt initialising();

    /** How long an environment that has nothing to do is kept. */
    @WithDefault("PT10M")
    Duration idle();

    /** How long a runtime may take to ask for its first event; it then begins once more, within that event's attempt. */
    @WithDefault("PT10S")
    Duration init();

    /** How long an event waits for an environment before it goes back to the timers, as AWS's throttled events do. */
    @WithDefault("PT20S")
    Duration waiting();

    /** How many bytes of one attempt's output go to the executor's log; of the rest only the number is told. */
    @WithDefault("262144")
    long outputBytes();

    /**
     * A folder of this executor alone, for code and for what environments write. By default one for each
     * <code>sendoff.instance</code> and port in the machine's folder for temporary files.
     */
    Optional<Path> folder();

    /** Whether each environment runs as a user of its own, where the executor may switch users. */
    @WithDefault("true")
    boolean separateUsers();

    /** The first of the user ids that are given to environments, in blocks of 1000. */
    @WithDefault("40000")
    int baseUser();

    /** Where executors of one machine agree who uses which user ids. */
    @WithDefault("/run/sendoff")
    Path lockFolder();

    /** The Node.js that runs handlers. By default <code>node</code> of the path. */
    Optional<Path> node();

    /** The Python that runs handlers. By default <code>python3</code> of the path. */
    Optional<Path> python();

    /** Where AWS's SDKs inside of functions find Lambda: the address of an ingest. */
    @WithDefault("http://127.0.0.1:8080")
    URI endpoint();
}
