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
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The main class of the broker in the box: formats its folder at the first start, runs until the process is told to end,
 * and then closes in good order, which saves the next start a recovery.
 */
public final class Broker {

    private static final Duration PREDECESSOR_PATIENCE = Duration.ofSeconds(20);

    private Broker() {}

    /**
     * @param args the folder for everything, the port on 127.0.0.1, and the controller's port
     */
    public static void main(String[] args) {
        if (args.length != 3) {
            throw new IllegalArgumentException("wanted: FOLDER PORT CONTROLLER-PORT");
        }
        Path folder = Path.of(args[0]);
        try {
            Files.createDirectories(folder);
            BrokerLog.writeTo(folder.resolve("logs"));
            claim(folder);
            run(new BrokerSettings(folder.resolve("data"), Integer.parseInt(args[1]), Integer.parseInt(args[2])));
        } catch (Exception e) { // the top of the process
            e.printStackTrace();
            System.exit(1);
        }
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
        format(settings.data());
        KafkaRaftServer server = new KafkaRaftServer(settings.asKafkaConfig(), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("close").unstarted(() -> {
            server.shutdown();
            server.awaitShutdown();
        }));
        server.startup();
        server.awaitShutdown();
    }

    private static void format(Path data) throws Exception {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(BrokerSettings.NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setIgnoreFormatted(true)
                .run();
    }
}
