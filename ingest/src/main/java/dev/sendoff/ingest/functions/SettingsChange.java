package dev.sendoff.ingest.functions;

import dev.sendoff.core.Function;
import dev.sendoff.core.FunctionSettings;
import dev.sendoff.ingest.functions.request.TagsRequest;
import dev.sendoff.registry.FunctionsChange;
import dev.sendoff.registry.FunctionsTransaction;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Changes what holds for a function as a whole, and leaves its unpublished version and the revision of that as they are. */
sealed interface SettingsChange extends FunctionsChange<Function> {

    Known known();

    FunctionSettings applied(FunctionSettings before);

    @Override
    default Function apply(FunctionsTransaction transaction) {
        Function before = known().in(transaction);
        Function after = before.withSettings(applied(before.settings()));
        if (!after.equals(before)) {
            transaction.put(after);
        }
        return after;
    }

    /** Adds tags, in place of those of the same key. */
    record Tag(Known known, Map<String, String> tags) implements SettingsChange {
        @Override
        public FunctionSettings applied(FunctionSettings before) {
            Map<String, String> all = new HashMap<>(before.tags());
            all.putAll(tags);
            TagsRequest.checkCount(all.size());
            return before.withTags(all);
        }
    }

    /** Removes tags, those of them that are there. */
    record Untag(Known known, Set<String> keys) implements SettingsChange {
        @Override
        public FunctionSettings applied(FunctionSettings before) {
            Map<String, String> left = new HashMap<>(before.tags());
            left.keySet().removeAll(keys);
            return before.withTags(left);
        }
    }

    /** Says whether the function may invoke itself without end. */
    record Recursion(Known known, boolean allowed) implements SettingsChange {
        @Override
        public FunctionSettings applied(FunctionSettings before) {
            return before.allowingRecursion(allowed);
        }
    }
}
