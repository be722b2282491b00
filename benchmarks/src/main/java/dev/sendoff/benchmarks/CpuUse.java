package dev.sendoff.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CPU time that an installation has used so far, by hop. Asks the JVM for its threads, since only it knows their whole
 * names; what no living thread of Java has used (RocksDB's, or of threads that have ended) counts as {@link Hop#REST}.
 */
final class CpuUse {

    private static final Pattern THREAD = Pattern.compile("\"(.*)\" .*?\\bcpu=([0-9.]+)ms .*");

    private final Map<Hop, Duration> byHop;

    private CpuUse(Map<Hop, Duration> byHop) {
        this.byHop = byHop;
    }

    /** @param services the process that was started; its children are broker, registry and environments */
    static CpuUse of(ProcessHandle services) throws IOException, InterruptedException {
        Map<Hop, Duration> byHop = new EnumMap<>(Hop.class);
        services.descendants().forEach(child -> byHop.merge(hopOfChild(child), total(child), Duration::plus));
        Duration threads = Duration.ZERO;
        for (String line : threadDump(services.pid())) {
            Matcher thread = THREAD.matcher(line);
            if (thread.matches()) {
                Duration used = Duration.ofNanos((long) (Double.parseDouble(thread.group(2)) * 1e6));
                byHop.merge(Hop.ofThread(thread.group(1)), used, Duration::plus);
                threads = threads.plus(used);
            }
        }
        byHop.merge(Hop.REST, total(services).minus(threads), Duration::plus);
        return new CpuUse(byHop);
    }

    static Hop hopOfChild(ProcessHandle child) {
        String command = child.info().commandLine().orElse("");
        if (command.contains("dev.sendoff.broker")) {
            return Hop.BROKER;
        }
        return command.contains("quarkus-run.jar") ? Hop.REGISTRY : Hop.ENVIRONMENTS;
    }

    private static Duration total(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static List<String> threadDump(long pid) throws IOException, InterruptedException {
        return ask(pid, "Thread.print");
    }

    /** What a JVM says. */
    static List<String> ask(long pid, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asking = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = asking.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = output.lines().toList();
            if (asking.waitFor() != 0) {
                throw new IOException("jcmd failed: " + String.join("\n", lines));
            }
            return lines;
        }
    }

    /** What was used after {@code earlier}. */
    CpuUse since(CpuUse earlier) {
        Map<Hop, Duration> used = new EnumMap<>(Hop.class);
        byHop.forEach((hop, now) -> used.put(hop, now.minus(earlier.of(hop))));
        return new CpuUse(used);
    }

    Duration of(Hop hop) {
        return byHop.getOrDefault(hop, Duration.ZERO);
    }

    Duration total() {
        return byHop.values().stream().reduce(Duration.ZERO, Duration::plus);
    }
}
