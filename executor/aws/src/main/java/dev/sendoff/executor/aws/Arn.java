package dev.sendoff.executor.aws;

/**
 * An ARN of a service, as {@code Destination} lets it through.
 *
 * @param region empty where there is none, as of buckets
 * @param account empty likewise
 * @param resource what is behind the fifth colon
 */
record Arn(String text, String service, String region, String account, String resource) {

    private static final int PARTS = 6;

    static Arn parse(String text) {
        String[] parts = text.split(":", PARTS);
        if (parts.length < PARTS) {
            throw new IllegalArgumentException("'" + text + "' is no ARN");
        }
        return new Arn(text, parts[2], parts[3], parts[4], parts[5]);
    }

    /** Of a queue or topic that keeps an order. */
    boolean isFifo() {
        return resource.endsWith(".fifo");
    }
}
