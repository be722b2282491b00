package dev.sendoff.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Sends what the broker logs to files of bounded size, and nothing to the console. */
final class BrokerLog {

    private static final int FILE_BYTES = 5 << 20;
    private static final int FILES = 2;

    /** Loggers are weakly held by their manager, and would forget their level. */
    private static final List<Logger> TALKATIVE = List.of(
            Logger.getLogger("kafka.server.KafkaRaftServer"),
            Logger.getLogger("kafka.server.BrokerServer"),
            Logger.getLogger("kafka.server.ControllerServer"));

    private BrokerLog() {}

    /** The newest is {@code broker.0.log}. */
    static void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tF %1$tT.%1$tL %4$s %3$s %5$s%6$s%n");
        Handler file =
                new FileHandler(folder.toString().replace("%", "%%") + "/broker.%g.log", FILE_BYTES, FILES, true);
        file.setFormatter(new SimpleFormatter());
        Logger root = Logger.getLogger("");
        for (Handler console : root.getHandlers()) {
            root.removeHandler(console);
        }
        root.addHandler(file);
        root.setLevel(Level.WARNING);
        TALKATIVE.forEach(logger -> logger.setLevel(Level.INFO));
    }
}
