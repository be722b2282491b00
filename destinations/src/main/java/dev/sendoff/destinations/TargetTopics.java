package dev.sendoff.destinations;

import java.util.OptionalInt;

/** What is known of the topics that are destinations. For one thread. */
interface TargetTopics {

    /**
     * The largest value that a record of the topic may have, in bytes; empty if the topic is not there, or cannot be
     * written at the moment.
     */
    OptionalInt maxBytes(String topic);

    /** Nothing could be written to it: it is left alone for a while. */
    void refused(String topic, String why);
}
