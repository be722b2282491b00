package dev.sendoff.redrive.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sendoff.core.DeadLetterReason;
import dev.sendoff.core.Invocation;
import dev.sendoff.core.JobOptions;
import dev.sendoff.core.JobOrder;
import dev.sendoff.core.LetterSelection;
import dev.sendoff.core.RequestId;
import dev.sendoff.problems.Fields;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What somebody asks for, read and checked. */
record OrderRequest(
        JobOrder.Kind kind,
        LetterSelection selection,
        List<RequestId> ids,
        JobOptions options,
        @Nullable String comment,
        boolean isDryRun) {

    private static final int MAX_TEXT = 256;
    private static final int MAX_COMMENT = 1024;
    private static final int MAX_IDS = 10_000;

    // What can be invoked by name; built-in ones have a dot.
    private static final Pattern FUNCTION = Pattern.compile("[a-zA-Z0-9-_.]{1,256}");
    private static final Pattern QUALIFIER = Pattern.compile("\\$LATEST|[a-zA-Z0-9-_]{1,128}");

    /** @throws IllegalArgumentException that names the field and what is allowed */
    static OrderRequest redrive(String body) {
        Fields fields = Fields.of(body);
        List<RequestId> ids = ids(fields);
        LetterSelection selection = letters(fields, !ids.isEmpty());
        return new OrderRequest(
                JobOrder.Kind.REDRIVE,
                selection,
                ids,
                options(fields, ids.size() == 1),
                fields.text("comment", MAX_COMMENT),
                dryRun(fields));
    }

    /** Of one letter. */
    static OrderRequest redrive(RequestId id, String body) {
        Fields fields = Fields.of(body);
        JobOptions options = new JobOptions(
                function(fields),
                qualifier(fields),
                payload(fields, true),
                null,
                0,
                null,
                JobOptions.DEFAULT.window(),
                JobOptions.DEFAULT.minimum(),
                JobOptions.DEFAULT.maxInFlight(),
                fields.integer("maxTimes", JobOptions.DEFAULT.maxTimes()),
                fields.yesOrNo("again"));
        return new OrderRequest(
                JobOrder.Kind.REDRIVE,
                LetterSelection.ALL,
                List.of(id),
                options,
                fields.text("comment", MAX_COMMENT),
                dryRun(fields));
    }

    static OrderRequest purge(String body) {
        Fields fields = Fields.of(body);
        List<RequestId> ids = ids(fields);
        return new OrderRequest(
                JobOrder.Kind.PURGE,
                letters(fields, !ids.isEmpty()),
                ids,
                JobOptions.DEFAULT,
                fields.text("comment", MAX_COMMENT),
                dryRun(fields));
    }

    static OrderRequest replay(String body) {
        Fields fields = Fields.of(body);
        List<RequestId> ids = ids(fields);
        Fields asked = fields.object("selection");
        LetterSelection selection = LetterSelection.ALL;
        if (asked != null) {
            selection = new LetterSelection(
                    asked.text("function", MAX_TEXT), null, null, asked.time("since"), asked.time("until"), null);
            asked.end();
            requireOrder(selection);
        }
        if (ids.isEmpty() && selection.since() == null) {
            throw new IllegalArgumentException(
                    "a replay needs selection.since, a time such as 2026-11-23T10:00:00Z, or ids");
        }
        return new OrderRequest(
                JobOrder.Kind.REPLAY,
                selection,
                ids,
                options(fields, ids.size() == 1),
                fields.text("comment", MAX_COMMENT),
                dryRun(fields));
    }

    /** The last field: nothing else may be there. */
    private static boolean dryRun(Fields fields) {
        boolean dryRun = fields.yesOrNo("dryRun");
        fields.end();
        return dryRun;
    }

    private static List<RequestId> ids(Fields fields) {
        return fields.texts("ids", MAX_IDS).stream()
                .map(text -> {
                    try {
                        return RequestId.parse(text);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(
                                "ids must be UUIDs of 36 characters, unlike '" + text + "'", e);
                    }
                })
                .distinct()
                .toList();
    }

    private static LetterSelection letters(Fields fields, boolean hasIds) {
        Fields asked = fields.object("selection");
        if (asked == null) {
            if (hasIds) {
                return LetterSelection.ALL;
            }
            throw new IllegalArgumentException("which ones? A selection, of which {} means all, or ids must be given");
        }
        LetterSelection selection = new LetterSelection(
                asked.text("function", MAX_TEXT),
                reason(asked.text("reason", MAX_TEXT)),
                asked.text("errorType", MAX_TEXT),
                asked.time("since"),
                asked.time("until"),
                asked.text("text", MAX_TEXT));
        asked.end();
        requireOrder(selection);
        return selection;
    }

    private static void requireOrder(LetterSelection selection) {
        if (selection.since() != null
                && selection.until() != null
                && !selection.since().isBefore(selection.until())) {
            throw new IllegalArgumentException("selection.since must be before selection.until");
        }
    }

    private static @Nullable DeadLetterReason reason(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(DeadLetterReason.values())
                .filter(reason -> reason.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("selection.reason must be one of "
                        + Arrays.toString(DeadLetterReason.values()) + ", not '" + text + "'"));
    }

    private static JobOptions options(Fields fields, boolean isOfOne) {
        JobOptions otherwise = JobOptions.DEFAULT;
        int window = fields.integer("window", otherwise.window());
        return new JobOptions(
                function(fields),
                qualifier(fields),
                payload(fields, isOfOne),
                fields.decimal("ratePerSecond"),
                fields.integer("canary", otherwise.canary()),
                fields.decimal("stopAtFailureRate"),
                window,
                fields.integer("minimum", Math.min(otherwise.minimum(), Math.max(1, window))),
                fields.integer("maxInFlight", otherwise.maxInFlight()),
                fields.integer("maxTimes", otherwise.maxTimes()),
                fields.yesOrNo("again"));
    }

    private static @Nullable String function(Fields fields) {
        String function = fields.text("function", MAX_TEXT);
        if (function != null && !FUNCTION.matcher(function).matches()) {
            throw new IllegalArgumentException(
                    "function must be the name of one: letters, digits, hyphens and underscores, not '" + function
                            + "'");
        }
        return function;
    }

    private static @Nullable String qualifier(Fields fields) {
        String qualifier = fields.text("qualifier", MAX_TEXT);
        if (qualifier != null && !QUALIFIER.matcher(qualifier).matches()) {
            throw new IllegalArgumentException(
                    "qualifier must be $LATEST, a version or an alias, not '" + qualifier + "'");
        }
        return qualifier;
    }

    private static @Nullable String payload(Fields fields, boolean isOfOne) {
        String payload = fields.document("payload");
        if (payload == null) {
            return null;
        }
        if (!isOfOne) {
            throw new IllegalArgumentException("payload is for one event alone: give its id");
        }
        int bytes = payload.getBytes(UTF_8).length;
        if (bytes > Invocation.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "payload must have at most " + Invocation.MAX_PAYLOAD_BYTES + " bytes, not " + bytes);
        }
        return payload;
    }

    JobOrder order(UUID id, String by, Instant now) {
        return new JobOrder(id, kind, selection, ids, options, comment, by, now, JobOrder.Wish.RUN, 0, by, now);
    }
}
