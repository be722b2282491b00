package dev.sendoff.redrive.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What the API answers, in words. */
final class Printout {

    private static final int LONGEST = 80;

    private Printout() {}

    static String json(JsonNode answer) {
        try {
            return Api.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String letters(JsonNode letters) {
        if (letters.isEmpty()) {
            return "No dead letters.\n";
        }
        Table table = new Table("ID", "GIVEN UP", "FUNCTION", "REASON", "ATTEMPTS", "REDRIVEN", "ERROR");
        for (JsonNode letter : letters) {
            table.row(
                    letter.path("id").asText(),
                    letter.path("endedAt").asText(),
                    letter.path("function").asText(),
                    letter.path("deadLetterReason").asText(),
                    Integer.toString(letter.path("attempts").size()),
                    redriven(letter),
                    error(letter));
        }
        return table.toString();
    }

    private static String redriven(JsonNode letter) {
        String last = "-";
        for (JsonNode delivery : letter.path("deliveries")) {
            if (delivery.path("kind").asText().equals("REDRIVE")) {
                last = delivery.path("status").asText();
            }
        }
        return last;
    }

    private static String error(JsonNode letter) {
        String error = letter.path("deadLetterMessage").asText();
        for (JsonNode attempt : letter.path("attempts")) {
            if (attempt.has("errorType")) {
                error = attempt.path("errorType").asText() + ": "
                        + attempt.path("errorMessage").asText();
            }
        }
        String line = error.replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }

    /** What is set for a queue and, where it was asked for, how long it is. */
    static String queue(JsonNode queue) {
        StringBuilder text = new StringBuilder(queue.path("function").asText());
        JsonNode paused = queue.path("paused");
        text.append(
                paused.isObject()
                        ? " is paused since " + paused.path("since").asText() + said(paused)
                        : " is not paused");
        text.append(".\n");
        JsonNode purged = queue.path("purged");
        if (purged.isObject()) {
            text.append("  purged of what was accepted before ")
                    .append(purged.path("before").asText())
                    .append(said(purged))
                    .append('\n');
        }
        JsonNode breaker = queue.path("outageBreaker");
        if (breaker.isObject()) {
            text.append("  held once ")
                    .append(breaker.path("share").asText())
                    .append(" of ")
                    .append(breaker.path("window").asText())
                    .append(" attempts fail alike; tried again after ")
                    .append(breaker.path("firstProbe").asText())
                    .append(" to ")
                    .append(breaker.path("longestProbe").asText())
                    .append('\n');
        }
        if (queue.has("backlog")) {
            text.append("  ").append(queue.path("backlog").asLong()).append(" have not ended");
            String oldest = queue.path("oldestUnfinished").path("acceptedAt").asText("");
            text.append(
                    oldest.isEmpty() || oldest.equals("null") ? "\n" : "; the oldest was accepted at " + oldest + "\n");
        }
        return text.toString();
    }

    private static String said(JsonNode by) {
        String comment = by.path("comment").asText();
        return ", by " + by.path("by").asText() + (comment.isEmpty() ? "" : " (" + comment + ")");
    }

    static String findings(JsonNode found, String verb) {
        StringBuilder text = new StringBuilder();
        text.append("Matched ").append(found.path("matched").asLong());
        text.append("; would ")
                .append(verb)
                .append(' ')
                .append(found.path("wouldTake").asLong());
        text.append(found.path("complete").asBoolean() ? ".\n" : ", of what could be read in time.\n");
        counts(text, "by function", found.path("byFunction"));
        counts(text, "by reason", found.path("byReason"));
        counts(text, "left out", found.path("skipped"));
        if (!found.path("sample").isEmpty()) {
            text.append("  such as ")
                    .append(found.path("sample").get(0).asText())
                    .append('\n');
        }
        return text.append("Nothing was done. --yes does it.\n").toString();
    }

    private static void counts(StringBuilder text, String title, JsonNode counts) {
        for (Map.Entry<String, JsonNode> count : counts.properties()) {
            text.append("  %-12s %,10d  %s%n".formatted(title, count.getValue().asLong(), count.getKey()));
        }
    }

    static String jobs(JsonNode jobs) {
        if (jobs.isEmpty()) {
            return "No jobs.\n";
        }
        Table table = new Table("ID", "ASKED FOR", "KIND", "STATE", "PUT IN", "WELL", "BADLY", "BY", "COMMENT");
        for (JsonNode job : jobs) {
            JsonNode progress = job.path("progress");
            table.row(
                    job.path("id").asText(),
                    job.path("at").asText(),
                    job.path("kind").asText(),
                    job.path("state").asText(),
                    progress.path("putIn").asText("0"),
                    progress.path("endedWell").asText("0"),
                    progress.path("endedBadly").asText("0"),
                    job.path("by").asText(),
                    job.path("comment").asText(""));
        }
        return table.toString();
    }

    static String job(JsonNode job) {
        StringBuilder text = new StringBuilder();
        JsonNode progress = job.path("progress");
        text.append(job.path("kind").asText()).append(' ').append(job.path("id").asText());
        text.append(" is ").append(job.path("state").asText());
        if (job.has("reason")) {
            text.append(": ").append(job.path("reason").asText());
        }
        text.append('\n');
        line(
                text,
                "asked for",
                job.path("at").asText() + " by " + job.path("by").asText());
        if (!job.path("changedAt").equals(job.path("at"))) {
            line(
                    text,
                    "changed",
                    job.path("changedAt").asText() + " by "
                            + job.path("changedBy").asText() + ": "
                            + job.path("wish").asText());
        }
        if (job.has("comment")) {
            line(text, "comment", job.path("comment").asText());
        }
        line(text, "selection", job.path("selection").toString());
        line(text, "matched", progress.path("matched").asText("0"));
        counts(text, "left out", progress.path("skipped"));
        line(
                text,
                "put in",
                progress.path("putIn").asText("0") + ", "
                        + progress.path("perSecond").asText("0") + " a second");
        line(text, "ended well", progress.path("endedWell").asText("0"));
        line(text, "ended badly", progress.path("endedBadly").asText("0"));
        line(text, "to look at", "about " + progress.path("toRead").asText("0") + " records");
        for (JsonNode copy : progress.path("copies")) {
            line(
                    text,
                    "copy",
                    copy.path("invocation").asText() + " of " + copy.path("of").asText());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  %-12s %s%n".formatted(name, value));
    }
}
