package dev.sendoff.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits until a program's own readiness checks all say yes, as whoever stands outside would see it. */
public final class Readiness {

    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(50);

    private Readiness() {}

    /** Where a program on this machine is reached that listens there. */
    public static String base(String host, int port) {
        return "http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port;
    }

    /**
     * @param base the program's HTTP address, without a path
     * @throws StartRefusedException saying what is not ready, if that takes over two minutes
     */
    public static void await(String base) {
        URI health = URI.create(base + "/q/health/ready");
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            String answer = ask(health);
            if (answer.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new StartRefusedException(
                        "not ready after " + TIMEOUT.toSeconds() + " s; " + health + " says: " + answer);
            }
            LockSupport.parkNanos(BETWEEN_PROBES.toNanos());
        }
    }

    /** @return what is not ready; nothing if all is */
    private static String ask(URI health) {
        try {
            var connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(10_000);
            if (connection.getResponseCode() == 200) {
                return "";
            }
            try (InputStream body = connection.getErrorStream()) {
                return body == null ? "nothing" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            return e.toString();
        }
    }
}
