package dev.sendoff.benchmarks;

import dev.sendoff.schemas.Topics;
import dev.sendoff.schemas.WireFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An installation started by the launcher, with ports and a data folder of its own; stopped and removed at the end. */
final class Installation implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);

    private static final Pattern HEAP = Pattern.compile("heap\\s+total.*?used (\\d+)K");

    private final Process process;
    private final Path data;
    private final int httpPort;
    private final int kafkaPort;
    private final int registryPort;
    private final HttpClient http = HttpClient.newHttpClient();

    private Installation(Process process, Path data, int httpPort, int kafkaPort, int registryPort) {
        this.process = process;
        this.data = data;
        this.httpPort = httpPort;
        this.kafkaPort = kafkaPort;
        this.registryPort = registryPort;
    }

    static Installation start(Path root, Map<String, String> settings) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("sendoff-bench");
        // Environments have users of their own, who must come to their folders.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
        int httpPort = freePort();
        int kafkaPort = freePort();
        int registryPort = freePort();
        ProcessBuilder builder = new ProcessBuilder(root.resolve("sendoff").toString(), "up").redirectErrorStream(true);
        builder.environment().putAll(settings);
        builder.environment().put("SENDOFF_DATA", data.toString());
        builder.environment()
                .put("SENDOFF_ENVIRONMENTS_FOLDER", data.resolve("environments").toString());
        builder.environment().put("SENDOFF_HTTP_PORT", String.valueOf(httpPort));
        builder.environment().put("SENDOFF_KAFKA_PORT", String.valueOf(kafkaPort));
        builder.environment().put("SENDOFF_REGISTRY_PORT", String.valueOf(registryPort));
        Process process = builder.start();
        Installation installation = new Installation(process, data, httpPort, kafkaPort, registryPort);
        installation.awaitReady();
        return installation;
    }

    /** Below the range that the system hands out by itself, so that nobody takes it meanwhile. */
    private static int freePort() throws IOException {
        while (true) {
            int port = 20_000 + ThreadLocalRandom.current().nextInt(12_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // The next one, then.
            }
        }
    }

    private void awaitReady() throws InterruptedException {
        Deque<String> lastLines = new ArrayDeque<>();
        CountDownLatch ready = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    synchronized (lastLines) {
                        lastLines.add(line);
                        if (lastLines.size() > 40) {
                            lastLines.remove();
                        }
                    }
                    if (line.startsWith("Sendoff is up")) {
                        ready.countDown();
                    }
                }
            } catch (IOException e) {
                // The installation was stopped.
            }
        });
        if (!ready.await(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            process.destroy();
            synchronized (lastLines) {
                throw new IllegalStateException("Sendoff did not come up:\n" + String.join("\n", lastLines));
            }
        }
    }

    int httpPort() {
        return httpPort;
    }

    String bootstrap() {
        return "127.0.0.1:" + kafkaPort;
    }

    WireFormat wire() {
        return WireFormat.connect(
                new Topics("sendoff.", 4, (short) -1),
                "http://127.0.0.1:" + registryPort + "/apis/ccompat/v7",
                Map.of());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http.send(posting(path, json), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> postAsync(String path, String json) {
        return http.sendAsync(posting(path, json), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest posting(String path, String json) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(Duration.ofSeconds(30));
    }

    /** CPU time that all processes of the installation have used so far. */
    CpuUse cpu() throws IOException, InterruptedException {
        return CpuUse.of(process.toHandle());
    }

    /** The processes of functions that are alive. */
    List<ProcessHandle> environments() {
        return process.descendants()
                .filter(child -> CpuUse.hopOfChild(child) == Hop.ENVIRONMENTS)
                .toList();
    }

    /** What the services' heap holds after a collection, in bytes. */
    long heapBytes() throws IOException, InterruptedException {
        CpuUse.ask(process.pid(), "GC.run");
        for (String line : CpuUse.ask(process.pid(), "GC.heap_info")) {
            Matcher used = HEAP.matcher(line);
            if (used.find()) {
                return Long.parseLong(used.group(1)) * 1024;
            }
        }
        throw new IllegalStateException("the services' JVM does not tell of its heap");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
        http.close();
    }
}
