package dev.sendoff.destinations;

import dev.sendoff.core.Delivery;
import dev.sendoff.core.Invocation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One thing that is written because an invocation has ended. */
sealed interface Step {

    /**
     * A record of a topic that is not one of ours.
     *
     * @param topic its full name
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    record Publish(String topic, byte[] key, byte[] value, List<Header> headers) implements Step {}

    /** One header of a record; UTF-8 text. */
    record Header(String name, String value) {
        byte[] utf8() {
            return value.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** An invocation that comes of another one. */
    record Invoke(Invocation invocation, int home) implements Step {}

    /**
     * News for the state of the invocation that ended.
     *
     * @param home of that invocation
     */
    record Tell(Delivery delivery, int home) implements Step {}
}
