package dev.sendoff.core;

/**
 * Where the chunks of a zip stand in the topic of code. Others' chunks may stand between them.
 *
 * @param upload names this zip among all that were ever handed over; the keys of its chunks begin with it
 * @param chunks how many there are, at least 1
 * @param firstOffset of the first chunk
 * @param lastOffset of the last
 */
public record CodeLocation(String upload, int chunks, long firstOffset, long lastOffset) {

    public CodeLocation {
        if (upload.isEmpty() || chunks < 1 || firstOffset < 0 || lastOffset < firstOffset + chunks - 1) {
            throw new IllegalArgumentException("no place of a zip: '" + upload + "', " + chunks + " chunks from "
                    + firstOffset + " to " + lastOffset);
        }
    }

    /** The key of the chunk of that number, from 0. */
    public String key(int chunk) {
        return upload + "/" + chunk;
    }
}
