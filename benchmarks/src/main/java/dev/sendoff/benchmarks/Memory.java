package dev.sendoff.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What processes hold, of pages that they share each its part; zero where Linux does not tell.
 *
 * @param kilobytes of all together
 */
record Memory(int processes, long kilobytes) {

    private static final Pattern SHARE = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB$");

    static Memory of(List<ProcessHandle> processes) {
        long kilobytes = 0;
        for (ProcessHandle process : processes) {
            try {
                Matcher share = SHARE.matcher(Files.readString(
                        Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"), StandardCharsets.US_ASCII));
                kilobytes += share.find() ? Long.parseLong(share.group(1)) : 0;
            } catch (IOException e) {
                // It has ended, or is not ours to look at.
            }
        }
        return new Memory(processes.size(), kilobytes);
    }

    double megabytesMoreThan(Memory earlier) {
        return (kilobytes - earlier.kilobytes) / 1024.0;
    }
}
