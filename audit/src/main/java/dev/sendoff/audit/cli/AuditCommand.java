package dev.sendoff.audit.cli;

import static java.util.Objects.requireNonNull;

import dev.sendoff.audit.TimeRange;
import dev.sendoff.audit.kafka.Audit;
import dev.sendoff.audit.kafka.AuditException;
import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One audit from the command line. */
@Command(
        name = "./sendoff audit",
        sortOptions = false,
        usageHelpAutoWidth = false,
        usageHelpWidth = 110,
        description = {
            "Reconciles the topics of an installation, which may be at work: every accepted id against its one end.",
            ""
        },
        footer = {
            "",
            "Exceptions are MISSING (accepted, and no end though it is over its time), TWICE (more ends than it was",
            "accepted times), NOT_ACCEPTED (an end and no acceptance) and MISPLACED (an end in another partition than",
            "its home). What has no end yet and may take its time is pending, and no exception.",
            "",
            "The installation is found by SENDOFF_KAFKA_BOOTSTRAP and SENDOFF_REGISTRY_URL, or else on this machine by",
            "SENDOFF_KAFKA_PORT (9092) and SENDOFF_REGISTRY_PORT (8081). SENDOFF_TOPICS_PREFIX and",
            "SENDOFF_KAFKA_PROPERTIES_... hold as for up.",
            "",
            "Exit codes: 0 no exception, 1 the audit could not do its work, 2 wrong options, 3 exceptions found."
        })
final class AuditCommand implements Callable<Integer> {

    static final int FAILED = 1;
    static final int EXCEPTIONS = 3;

    private static final Duration BETWEEN_NEWS = Duration.ofSeconds(1);

    private final Environment environment;
    private final InstantSource clock;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Only what was accepted from then on: 2026-11-23T10:00:00Z, or how long ago: PT1H, P2D.")
    private @Nullable Moment since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = MomentConverter.class,
            description = "Only what was accepted before then.")
    private @Nullable Moment until;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            description = "How long an end may come after the event's maximum age, or after the last time that it "
                    + "waited for. Default: ${DEFAULT-VALUE}.")
    private Duration grace = Duration.ofMinutes(20);

    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            description = "Whatever the maximum event age is: what has no end so long after it was last put on a "
                    + "topic, or was to run, is MISSING. PT0S when nothing should be under way any more.")
    private @Nullable Duration olderThan;

    @Option(
            names = "--max-exceptions",
            paramLabel = "N",
            description = "How many exceptions are listed; all are counted. Default: ${DEFAULT-VALUE}.")
    private int maxExceptions = 100;

    @Option(names = "--json", description = "Print a JSON document.")
    private boolean json;

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            description = "Where to keep what does not fit into memory: at most 44 bytes a record that is read, on "
                    + "disk only while the audit runs. Default: the system's folder for such.")
    private Path work = Path.of(System.getProperty("java.io.tmpdir", "."));

    @Option(names = "--quiet", description = "Say nothing of the progress.")
    private boolean quiet;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    AuditCommand(Map<String, String> variables, InstantSource clock) {
        this.environment = new Environment(variables);
        this.clock = clock;
    }

    @Override
    public Integer call() {
        CommandSpec command = requireNonNull(spec, "picocli sets it");
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        Audit.Request request = request(command);
        Topics topics = new Topics(environment.prefix(), 1, (short) -1);
        WireFormat wire = WireFormat.connect(topics, environment.registryUrl(), environment.registrySettings());
        try (Audit audit =
                Audit.of(environment.clientSettings(), wire, environment.prefix() + "audit", request, clock)) {
            Audit.Report report = audit.run(quiet ? (_, _) -> {} : new News(err));
            Printout printout = new Printout(environment.prefix(), request.range(), report);
            out.print(json ? printout.json() : printout.text());
            out.flush();
            return report.tally().exceptions() == 0 ? 0 : EXCEPTIONS;
        } catch (AuditException e) {
            err.println("sendoff: the audit could not be made on " + environment.bootstrap() + " with the registry at "
                    + environment.registryUrl() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private Audit.Request request(CommandSpec command) {
        requireNotNegative(command, "--grace", grace);
        requireNotNegative(command, "--older-than", olderThan);
        if (maxExceptions < 0) {
            throw new ParameterException(command.commandLine(), "--max-exceptions is a number from 0");
        }
        Instant now = clock.instant();
        try {
            TimeRange range = new TimeRange(since == null ? null : since.at(now), until == null ? null : until.at(now));
            return new Audit.Request(range, olderThan, grace, maxExceptions, null, work);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireNotNegative(CommandSpec command, String name, @Nullable Duration duration) {
        if (duration != null && duration.isNegative()) {
            throw new ParameterException(command.commandLine(), name + " is a duration that is not negative");
        }
    }

    /** Says now and then how far the reading has come. */
    private static final class News implements Audit.Progress {
        private final PrintWriter to;
        private long last = System.nanoTime();

        News(PrintWriter to) {
            this.to = to;
        }

        @Override
        public void read(long records, long ofAtMost) {
            long now = System.nanoTime();
            if (now - last > BETWEEN_NEWS.toNanos()) {
                last = now;
                to.println("read " + records + " of at most " + ofAtMost + " records");
                to.flush();
            }
        }
    }
}
