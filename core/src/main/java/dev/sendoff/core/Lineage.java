package dev.sendoff.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Which functions a chain of invocations has gone through, as the part {@code Lineage} of AWS's trace header says. A
 * function hands the header on with what it invokes, so that a loop is seen however many functions it leads through.
 *
 * <p>Written as one entry for each function, the one invoked last first, with a bar between them:
 *
 * <pre>
 *  Lineage=5:fe460cdd:2|4:037bed70:1
 *          │ │        └ how often the chain came back to the function, 0..255
 *          │ └ a hash of the function's name, 8 hex digits
 *          └ the place in the chain of its last invocation, 1..32767
 * </pre>
 *
 * <p>Of a chain through one function that is AWS's present form; a list of entries is AWS's older one ({@code
 * hash:count|hash:count}), which is read as well. One entry would not do: of two functions that invoke each other each
 * must find how often it was invoked, whichever the chain began with. Both numbers stay at their largest value once they
 * have come to it. No more than {@value #MOST_FUNCTIONS} functions are kept, those invoked last, so that the header stays
 * short: a loop through more of them is not seen.
 *
 * <p>Clients that encode the bar as {@code %7C} are understood, and whatever else cannot be read is left out: a header
 * comes from anywhere, and is no reason to refuse an event.
 */
public final class Lineage {

    /** How often a function may be invoked in one chain. */
    public static final int MOST_INVOCATIONS = 16;

    static final int MOST_FUNCTIONS = 32;

    private static final int LAST_PLACE = 32_767;
    private static final int LAST_COUNT = 255;
    private static final Pattern PART = Pattern.compile("(?:^|;)\\s*Lineage=([^;]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENTRY = Pattern.compile("(?:([0-9]{1,5}):)?([0-9a-fA-F]{8}):([0-9]{1,3})");
    private static final Pattern BAR = Pattern.compile("\\||%7C", Pattern.CASE_INSENSITIVE);

    private record Entry(int place, String hash, int count) {
        @Override
        public String toString() {
            return place + ":" + hash + ":" + count;
        }
    }

    /** The one invoked last is first. */
    private final List<Entry> entries;

    private Lineage(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** @param traceHeader as it came; without a lineage, or null, it begins a chain */
    public static Lineage of(@Nullable String traceHeader) {
        List<Entry> entries = new ArrayList<>();
        Matcher part = PART.matcher(traceHeader == null ? "" : traceHeader);
        if (part.find()) {
            for (String text : BAR.split(part.group(1))) {
                Matcher entry = ENTRY.matcher(text.strip());
                if (entry.matches() && entries.size() < MOST_FUNCTIONS) {
                    int place = entry.group(1) == null ? 0 : Integer.parseInt(entry.group(1));
                    int count = Integer.parseInt(entry.group(3));
                    if (place <= LAST_PLACE && count <= LAST_COUNT) {
                        entries.add(new Entry(place, entry.group(2).toLowerCase(Locale.ROOT), count));
                    }
                }
            }
        }
        return new Lineage(entries);
    }

    /** How often the function was invoked in this chain. */
    public int invocationsOf(String function) {
        String hash = hash(function);
        return entries.stream()
                .filter(entry -> entry.hash.equals(hash))
                .mapToInt(entry -> entry.count + 1)
                .max()
                .orElse(0);
    }

    /** Whether the function was invoked so often in this chain that it is to be taken for a loop. */
    public boolean isLoopOf(String function) {
        return invocationsOf(function) >= MOST_INVOCATIONS;
    }

    /** The chain with one more invocation of the function. */
    public Lineage then(String function) {
        String hash = hash(function);
        int place = entries.stream().mapToInt(Entry::place).max().orElse(0) + 1;
        List<Entry> longer = new ArrayList<>();
        longer.add(new Entry(Math.min(place, LAST_PLACE), hash, Math.min(invocationsOf(function), LAST_COUNT)));
        entries.stream()
                .filter(entry -> !entry.hash.equals(hash))
                .limit(MOST_FUNCTIONS - 1)
                .forEach(longer::add);
        return new Lineage(longer);
    }

    /**
     * The trace header that an invocation of the function hands on. It depends on nothing else, so that all attempts of
     * one invocation hand on the same: retries do not count.
     *
     * @param id of the invocation, which the header's root is made of where there is none
     * @param traceHeader as the caller sent it; what is not lineage stays as it is
     */
    public static String handedOn(RequestId id, String function, @Nullable String traceHeader) {
        String before = traceHeader == null || traceHeader.isBlank() ? "Root=" + root(id) + ";Sampled=0" : traceHeader;
        String lineage = "Lineage=" + of(before).then(function);
        Matcher part = PART.matcher(before);
        if (!part.find()) {
            return before + ";" + lineage;
        }
        String separator = before.startsWith(";", part.start()) ? ";" : "";
        return before.substring(0, part.start()) + separator + lineage + before.substring(part.end());
    }

    /** AWS's form: seconds since 1970, as ids made here carry them, and 96 further bits. */
    private static String root(RequestId id) {
        long high = id.value().getMostSignificantBits();
        return String.format(
                Locale.ROOT,
                "1-%08x-%08x%016x",
                (int) ((high >>> 16) / 1000),
                (int) high,
                id.value().getLeastSignificantBits());
    }

    private static String hash(String function) {
        CRC32 crc = new CRC32();
        crc.update(function.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /** As the header has it; empty for a chain that has not begun. */
    @Override
    public String toString() {
        return String.join("|", entries.stream().map(Entry::toString).toList());
    }
}
