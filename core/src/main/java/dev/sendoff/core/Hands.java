package dev.sendoff.core;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The hands that were asked for, remembered: each is worked out once. Safe for many threads. */
public final class Hands {

    /** Functions come and go; then all is worked out anew. */
    private static final int REMEMBERED = 10_000;

    private record Key(String function, @Nullable Integer reserved) {}

    private final Sharding sharding;
    private final ConcurrentMap<Key, Sharding.Hand> known = new ConcurrentHashMap<>();

    public Hands(Sharding sharding) {
        this.sharding = sharding;
    }

    public Sharding.Hand of(Function function) {
        Key key = new Key(function.name(), function.settings().reservedConcurrency());
        Sharding.Hand hand = known.get(key);
        if (hand == null) {
            hand = function.hand(sharding);
            if (known.size() >= REMEMBERED) {
                known.clear();
            }
            known.put(key, hand);
        }
        return hand;
    }
}
