package dev.sendoff.audit.cli;

import dev.sendoff.audit.Finding;
import dev.sendoff.audit.Reason;
import dev.sendoff.audit.Tally;
import dev.sendoff.audit.TimeRange;
import dev.sendoff.audit.kafka.Audit;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report in words, and as JSON. The names in the JSON are for scripts: add to them, never rename. */
record Printout(String prefix, TimeRange range, Audit.Report report) {

    String text() {
        Tally tally = report.tally();
        StringBuilder text = new StringBuilder();
        text.append("Topics ").append(prefix).append("*, as they were at ").append(report.cut());
        text.append("; accepted ").append(inWords()).append('\n');
        if (report.judgedSince() != null) {
            text.append("Of what was accepted before ")
                    .append(report.judgedSince())
                    .append(" some records are deleted already: it is not judged.\n");
        }
        text.append('\n');
        row(text, "accepted", tally.accepted());
        if (tally.acceptedAgain() > 0) {
            row(text, "  more than once", tally.acceptedAgain());
        }
        row(text, "successes", tally.successes());
        row(text, "dead letters", tally.deadLetters());
        row(text, "pending", tally.pending());
        for (Reason reason : Reason.values()) {
            row(text, reason.name(), tally.exceptions(reason));
        }
        if (report.unreadable() > 0) {
            row(text, "unreadable ends", report.unreadable());
        }
        text.append('\n');
        for (Finding finding : report.findings()) {
            text.append(finding.reason())
                    .append(' ')
                    .append(finding.id())
                    .append(" home ")
                    .append(finding.home().partition())
                    .append(": ")
                    .append(finding.detail())
                    .append('\n');
        }
        long unlisted = tally.exceptions() - report.findings().size();
        if (unlisted > 0) {
            text.append("... and ").append(unlisted).append(" more (--max-exceptions)\n");
        }
        return text.append(tally.exceptions() == 0 ? "No exception.\n" : tally.exceptions() + " exceptions.\n")
                .toString();
    }

    private String inWords() {
        String since = range.since() == null ? "from the beginning" : "from " + range.since();
        return range.until() == null ? since : since + " to " + range.until();
    }

    private static void row(StringBuilder text, String name, long number) {
        text.append("  %-16s %,15d%n".formatted(name, number));
    }

    String json() {
        Tally tally = report.tally();
        String exceptions = Arrays.stream(Reason.values())
                .map(reason -> quoted(reason.name()) + ":" + tally.exceptions(reason))
                .collect(Collectors.joining(",", "{", "}"));
        String listed = report.findings().stream().map(Printout::json).collect(Collectors.joining(",\n  ", "[", "]"));
        return "{\"prefix\":" + quoted(prefix)
                + ",\"since\":" + time(range.since())
                + ",\"until\":" + time(range.until())
                + ",\"cut\":" + time(report.cut())
                + ",\"judgedSince\":" + time(report.judgedSince())
                + ",\n \"accepted\":" + tally.accepted()
                + ",\"acceptedAgain\":" + tally.acceptedAgain()
                + ",\"successes\":" + tally.successes()
                + ",\"deadLetters\":" + tally.deadLetters()
                + ",\"pending\":" + tally.pending()
                + ",\"unreadableEnds\":" + report.unreadable()
                + ",\"recordsRead\":" + report.read()
                + ",\n \"exceptions\":" + exceptions
                + ",\n \"listed\":" + listed + "}\n";
    }

    private static String json(Finding finding) {
        return "{\"id\":" + quoted(finding.id().toString())
                + ",\"reason\":" + quoted(finding.reason().name())
                + ",\"home\":{\"partition\":" + finding.home().partition()
                + ",\"topic\":" + quoted(finding.home().station().toString())
                + ",\"offset\":" + finding.home().offset()
                + "},\"detail\":" + quoted(finding.detail()) + "}";
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "null" : quoted(time.toString());
    }

    /** Ids, times, names of ours and topic prefixes: nothing in them needs to be escaped. */
    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
