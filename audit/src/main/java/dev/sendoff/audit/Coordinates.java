package dev.sendoff.audit;

/** Where a record stands; printed as {@code invocations 3:4711}. */
public record Coordinates(Station station, int partition, long offset) {

    public Coordinates {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("there is no record at " + partition + ":" + offset);
        }
    }

    @Override
    public String toString() {
        return station + " " + partition + ":" + offset;
    }
}
