package dev.sendoff.audit;

/** What an audit says of one id. */
public sealed interface Verdict {

    /** As many ends as acceptances, each where it belongs. */
    record Settled() implements Verdict {}

    /** It has not ended, and may take its time. */
    record Pending() implements Verdict {}

    /** It was put back; nothing else of it was seen, so nothing is said. */
    record Aside() implements Verdict {}

    /** It is not as it should be. */
    record Wrong(Finding finding) implements Verdict {}
}
