package dev.sendoff.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The main class of a broker: formats its folder at the first start, runs until the process is told to end,
 * and then closes in good order, which saves the next start a recovery.
 */
public final class Broker {

    private static final Duration PREDECESSOR_PATIENCE = Duration.ofSeconds(20);

    private Broker() {}

    /**
     * @param args for a broker that is alone: the folder for everything, the port on 127.0.0.1, and the controller's
     *     port; for a node of a cluster: the folder, the host, the port, the node's id, and all {@link Voters}
     */
    public static void main(String[] args) {
        try {
            run(Path.of(args[0]), node(args));
        } catch (IllegalArgumentException e) {
            System.err.println("Sendoff: the broker cannot run like this: " + e.getMessage());
            System.exit(2);
        } catch (Exception e) { // the top of the process
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static Node node(String[] args) {
        return switch (args.length) {
            case 3 -> Node.alone(number("the port", args[1]), number("the controller's port", args[2]));
            case 5 ->
                new Node(number("the node's id", args[3]), args[1], number("the port", args[2]), Voters.parse(args[4]));
            default ->
                throw new IllegalArgumentException(
                        "wanted: FOLDER PORT CONTROLLER-PORT, or FOLDER HOST PORT NODE-ID VOTERS");
        };
    }

    private static int number(String what, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " is a number, not '" + text + "'", e);
        }
    }

    private static void run(Path folder, Node node) throws Exception {
        Files.createDirectories(folder);
        BrokerLog.writeTo(folder.resolve("logs"));
        claim(folder);
        run(new BrokerSettings(folder.resolve("data"), node));
    }

    /** Two brokers on one folder would damage it. Kafka's own lock comes after its metadata log was opened. */
    @SuppressWarnings("resource") // held until the process ends
    private static void claim(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + PREDECESSOR_PATIENCE.toNanos();
        while (channel.tryLock() == null) {
            if (System.nanoTime() > deadline) {
                throw new IOException("another broker uses " + folder);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static void run(BrokerSettings settings) throws Exception {
        format(settings);
        KafkaRaftServer server = new KafkaRaftServer(settings.asKafkaConfig(), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("close").unstarted(() -> {
            server.shutdown();
            server.awaitShutdown();
        }));
        server.startup();
        System.out.println("Sendoff broker is up: node " + settings.node().id() + " at "
                + settings.node().host() + ":" + settings.node().port());
        server.awaitShutdown();
    }

    private static void format(BrokerSettings settings) throws Exception {
        Path data = settings.data();
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(settings.node().id())
                .setClusterId(settings.node().voters().clusterId().toString())
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setIgnoreFormatted(true)
                .run();
    }
}
