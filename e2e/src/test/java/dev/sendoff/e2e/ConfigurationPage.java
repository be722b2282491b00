package dev.sendoff.e2e;

import dev.sendoff.e2e.ConfigurationSources.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the page of settings. */
final class ConfigurationPage {

    /** What concerns everybody first. Rooms that are not named here follow. */
    private static final List<String> ORDER = List.of(
            "standalone",
            "process",
            "installation",
            "ingest",
            "executor",
            "scheduler",
            "destinations",
            "redrive",
            "delivery-state");

    private static final Map<String, String> ABOUT = Map.of(
            "standalone", "What `./sendoff up` starts, and where.",
            "process", "Of each program that is one service, `./sendoff run SERVICE`.",
            "installation", "What all services of an installation share. They must agree on it.",
            "audit",
                    "The audit that runs beside the services. `./sendoff audit` has [options](operations.md#audit) instead.");

    private static final String HEAD = """
            # Settings

            <!-- Rendered from the sources by ConfigurationPageTest, which says how. Change the Javadoc there, not this page. -->

            A setting is an environment variable, or a system property by its own name (`-Dsendoff.region=eu-west-1`, for
            `./sendoff up` in `JAVA_OPTS`). Times are ISO-8601 durations (`PT0.2S`, `PT1M`, `P7D`), sizes are bytes. A default
            `${a:b}` is the value of the setting `a`, or `b` where that is not set. No default means that it need not be set.
            `KEY` stands for a name of another program's, in a variable as in
            `SENDOFF_KAFKA_PROPERTIES_SECURITY_PROTOCOL=SSL` for `security.protocol`.
            """;

    private ConfigurationPage() {}

    static String render(List<Setting> settings) {
        Map<String, List<Setting>> rooms = new LinkedHashMap<>();
        ORDER.forEach(room -> rooms.put(room, new ArrayList<>()));
        settings.forEach(setting ->
                rooms.computeIfAbsent(setting.room(), _ -> new ArrayList<>()).add(setting));
        StringBuilder page = new StringBuilder(HEAD);
        rooms.forEach((room, its) -> table(page, room, its));
        return page.toString();
    }

    private static void table(StringBuilder page, String room, List<Setting> settings) {
        String title = room.replace('-', ' ');
        page.append("\n## ")
                .append(title.substring(0, 1).toUpperCase(Locale.ROOT))
                .append(title.substring(1))
                .append("\n\n");
        if (ABOUT.containsKey(room)) {
            page.append(ABOUT.get(room)).append("\n\n");
        }
        page.append("| property | variable | default | |\n|---|---|---|---|\n");
        for (Setting setting : settings) {
            page.append("| `")
                    .append(setting.property())
                    .append("` | `")
                    .append(variable(setting.property()))
                    .append("` | ")
                    .append(setting.defaultValue())
                    .append(" | ")
                    .append(setting.sentence())
                    .append(" |\n");
        }
    }

    /** As MicroProfile Config maps it. */
    static String variable(String property) {
        return property.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
