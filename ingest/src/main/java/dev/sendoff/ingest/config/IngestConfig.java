package dev.sendoff.ingest.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Settings of ingest. */
@ConfigMapping(prefix = "sendoff.ingest")
interface IngestConfig {

    /**
     * The base URLs of executors, for synchronous calls, separated by commas. They take turns; one that has too much to do
     * or cannot be reached is passed over.
     */
    @WithDefault("http://127.0.0.1:${quarkus.http.port:8080}")
    List<URI> executorUrls();

    /** How much longer than a function's time limit a synchronous call waits for its executor. */
    @WithDefault("PT5S")
    Duration executorMargin();

    /** How many synchronous calls may be under way at a time; more are answered with 429. */
    @WithDefault("1000")
    int maxCalls();

    /** How many bytes the payloads of synchronous calls may have together; more are answered with 429. */
    @WithDefault("67108864")
    long maxCallBytes();

    /** How many requests that make or change functions may be read at a time; more are answered with 429. */
    @WithDefault("64")
    int maxUploads();

    /**
     * How many bytes the requests that make or change functions may have together; more are answered with 429. One with
     * the largest code has 70 MB, and takes twice that while it is looked into.
     */
    @WithDefault("104857600")
    long maxUploadBytes();

    /** How many events may wait for the brokers' acknowledgement at a time; more are answered with 429. */
    @WithDefault("10000")
    int maxPending();

    /** How many bytes the events that wait for acknowledgement may have together; more are answered with 429. */
    @WithDefault("67108864")
    long maxPendingBytes();

    /**
     * How long an event is tried to be published before its caller is told, with 503, that it was not accepted. Long enough
     * for the election of a leader, and what a caller waits where too few replicas are in sync.
     */
    @WithDefault("PT5S")
    Duration deliveryTimeout();

    /**
     * How long an event waits for others to share a batch with. None by default: under load they gather anyway while a
     * request is under way.
     */
    @WithDefault("PT0S")
    Duration linger();

    /** How many requests may be under way to one broker. Events gather into batches while no more may. */
    @WithDefault("1")
    int maxInFlightRequests();

    /** How large a batch may grow, in bytes. */
    @WithDefault("262144")
    int batchBytes();

    /** How long new invocations go to the same partition before the next has its turn. */
    @WithDefault("PT0.005S")
    Duration partitionSlice();
}
