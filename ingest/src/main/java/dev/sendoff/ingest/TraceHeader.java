package dev.sendoff.ingest;

import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * AWS's trace header. A caller's is continued as it is; where there is none, or none with a usable root, a new one
 * begins.
 *
 * @param value what the handler gets
 * @param answer what the caller is answered
 */
record TraceHeader(String value, String answer) {

    /** What comes in is kept with the event, so it may not be of any length. */
    static final int MAX_LENGTH = 1024;

    private static final Pattern ROOT =
            Pattern.compile("(?:^|;)\\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SAMPLED = Pattern.compile("(?:^|;)\\s*Sampled=1(?:;|$)", Pattern.CASE_INSENSITIVE);

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    static TraceHeader continuing(@Nullable String received, Instant now, RandomGenerator random) {
        if (received != null && received.length() <= MAX_LENGTH) {
            Matcher root = ROOT.matcher(received);
            if (root.find()) {
                return new TraceHeader(
                        received,
                        answer(root.group(1), SAMPLED.matcher(received).find()));
            }
        }
        return begun(now, random);
    }

    private static TraceHeader begun(Instant now, RandomGenerator random) {
        char[] root = "1-xxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx".toCharArray();
        hex(now.getEpochSecond(), root, 2, 8);
        hex(random.nextLong(), root, 11, 16);
        hex(random.nextLong(), root, 27, 8);
        String id = new String(root);
        return new TraceHeader("Root=" + id + ";Sampled=0", answer(id, false));
    }

    private static String answer(String root, boolean sampled) {
        return "root=" + root + ";sampled=" + (sampled ? '1' : '0');
    }

    private static void hex(long bits, char[] into, int from, int digits) {
        long rest = bits;
        for (int i = from + digits - 1; i >= from; i--) {
            into[i] = HEX[(int) (rest & 0xF)];
            rest >>>= 4;
        }
    }
}
