package dev.sendoff.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Goes through several stores at once, the greatest key first. For one thread; to be closed. */
final class NewestFirst implements AutoCloseable {

    /**
     * @param store which of the stores it is in, from 0
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    record Entry(int store, Bytes key, byte[] value) {}

    private record Head(int store, KeyValueIterator<Bytes, byte[]> entries) {}

    private final @Nullable Bytes before;
    private final List<Head> open = new ArrayList<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>(
            Comparator.comparing((Head head) -> head.entries.peekNextKey()).reversed());

    /**
     * @param from no key is less; null for all
     * @param before every key is less; null for all
     */
    NewestFirst(List<ReadOnlyKeyValueStore<Bytes, byte[]>> stores, @Nullable Bytes from, @Nullable Bytes before) {
        this.before = before;
        try {
            for (ReadOnlyKeyValueStore<Bytes, byte[]> store : stores) {
                Head head = new Head(open.size(), store.reverseRange(from, before));
                open.add(head);
                offer(head);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Null at the end. */
    @Nullable
    Entry next() {
        while (!heads.isEmpty()) {
            Head head = heads.remove();
            KeyValue<Bytes, byte[]> entry = head.entries.next();
            offer(head);
            // A store's range includes its end.
            if (!entry.key.equals(before)) {
                return new Entry(head.store, entry.key, entry.value);
            }
        }
        return null;
    }

    private void offer(Head head) {
        if (head.entries.hasNext()) {
            heads.add(head);
        }
    }

    @Override
    public void close() {
        open.forEach(head -> head.entries.close());
    }
}
