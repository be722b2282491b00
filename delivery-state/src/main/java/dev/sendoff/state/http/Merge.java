package dev.sendoff.state.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Makes one page of those of several instances. */
final class Merge {

    private Merge() {}

    /** @param key by which pages are in order, the greatest first */
    record Item<T>(Bytes key, T value) {}

    /** @param next below this key nothing has been looked at; null if all has */
    record Part<T>(List<Item<T>> items, @Nullable Bytes next) {}

    /** Shows nothing below a place that one of the parts has not come to. */
    static <T> Part<T> page(List<Part<T>> parts, int limit) {
        Bytes complete = null;
        List<Item<T>> items = new ArrayList<>();
        for (Part<T> part : parts) {
            items.addAll(part.items());
            Bytes next = part.next();
            if (next != null && (complete == null || next.compareTo(complete) > 0)) {
                complete = next;
            }
        }
        Bytes floor = complete;
        items.removeIf(item -> floor != null && item.key().compareTo(floor) < 0);
        items.sort(Comparator.comparing((Item<T> item) -> item.key()).reversed());
        if (items.size() > limit) {
            return new Part<>(
                    List.copyOf(items.subList(0, limit)), items.get(limit - 1).key());
        }
        return new Part<>(List.copyOf(items), complete);
    }
}
