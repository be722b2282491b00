package dev.sendoff.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sendoff.core.Function;
import dev.sendoff.core.OutageRule;
import dev.sendoff.core.Pause;
import dev.sendoff.core.Purge;
import dev.sendoff.core.QueueSettings;
import org.jspecify.annotations.Nullable;

/** What is set for a function's queue, as the native API shows it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record QueueDocument(
        String function,
        @Nullable PauseDocument paused,
        @Nullable PurgeDocument purged,
        @Nullable OutageRuleDocument outageBreaker) {

    record PauseDocument(String since, String by, String comment) {}

    record PurgeDocument(String before, String by, String comment) {}

    static QueueDocument of(Function function) {
        QueueSettings queue = function.settings().queue();
        Pause pause = queue.pause();
        Purge purge = queue.purge();
        OutageRule rule = queue.outageRule();
        return new QueueDocument(
                function.name(),
                pause == null ? null : new PauseDocument(pause.since().toString(), pause.by(), pause.comment()),
                purge == null ? null : new PurgeDocument(purge.before().toString(), purge.by(), purge.comment()),
                rule == null ? null : OutageRuleDocument.of(rule));
    }
}
