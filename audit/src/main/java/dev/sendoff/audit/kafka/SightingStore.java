package dev.sendoff.audit.kafka;

import dev.sendoff.audit.Sighting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sightings, spread over buckets by their id, so that all of one id can be looked at together without all of the others.
 * Each bucket gathers a block in memory; full blocks go to the end of one file, which exists only while it is open, and
 * not at all if no block was filled. In memory: a block a bucket, and four bytes for each block on disk. On disk:
 * {@value SightingCodec#BYTES} bytes a sighting. For one thread.
 */
final class SightingStore implements AutoCloseable {

    /** About as many as one bucket may hold, for its ids have to fit into memory. */
    static final int BUCKET_SIGHTINGS = 200_000;

    static final int MAX_BUCKETS = 4_096;

    private static final int BLOCK_SIGHTINGS = 128;
    private static final int BLOCK_BYTES = BLOCK_SIGHTINGS * SightingCodec.BYTES;

    private final Path folder;
    private final Bucket[] buckets;
    private long size;
    private int blocksWritten;
    private @Nullable FileChannel file;

    private SightingStore(Path folder, int buckets) {
        this.folder = folder;
        this.buckets = new Bucket[buckets];
        Arrays.setAll(this.buckets, _ -> new Bucket());
    }

    private static final class Bucket {
        private int[] blocks = {};
        private int full;
        private @Nullable ByteBuffer open;
    }

    /**
     * @param folder where the file goes, if there is one; made if it is missing
     * @param expected how many sightings at most
     * @throws AuditException if so many would not fit into the memory that an audit allows itself
     */
    static SightingStore of(Path folder, long expected) {
        long wanted = Math.max(1, Math.ceilDiv(expected, BUCKET_SIGHTINGS));
        if (wanted > MAX_BUCKETS) {
            throw new AuditException("there are " + expected + " records to be read, and at most "
                    + (long) MAX_BUCKETS * BUCKET_SIGHTINGS + " can be: choose a shorter range of time");
        }
        return new SightingStore(folder, (int) wanted);
    }

    int buckets() {
        return buckets.length;
    }

    /** How many sightings there are. */
    long size() {
        return size;
    }

    void add(Sighting sighting) {
        Bucket bucket = buckets[bucketOf(sighting.id().value())];
        ByteBuffer open = bucket.open;
        if (open == null) {
            open = ByteBuffer.allocate(BLOCK_BYTES);
            bucket.open = open;
        }
        SightingCodec.write(sighting, open);
        size++;
        if (!open.hasRemaining()) {
            append(bucket, open.flip());
            open.clear();
        }
    }

    private int bucketOf(UUID id) {
        // Ids carry their time and home: without mixing, their bits are anything but even.
        long mixed = (id.getMostSignificantBits() ^ Long.rotateLeft(id.getLeastSignificantBits(), 32))
                * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xBF58_476D_1CE4_E5B9L;
        return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 29), buckets.length);
    }

    private void append(Bucket bucket, ByteBuffer block) {
        if (bucket.full == bucket.blocks.length) {
            bucket.blocks = Arrays.copyOf(bucket.blocks, Math.max(8, bucket.full * 2));
        }
        bucket.blocks[bucket.full++] = blocksWritten;
        long position = (long) blocksWritten * BLOCK_BYTES;
        blocksWritten++;
        try {
            FileChannel to = file();
            while (block.hasRemaining()) {
                position += to.write(block, position);
            }
        } catch (IOException e) {
            throw new AuditException("the sightings could not be kept in " + folder + ": " + e.getMessage(), e);
        }
    }

    private FileChannel file() throws IOException {
        FileChannel channel = file;
        if (channel == null) {
            Files.createDirectories(folder);
            Path path = folder.resolve("sendoff-audit-" + UUID.randomUUID());
            channel = FileChannel.open(
                    path,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            file = channel;
        }
        return channel;
    }

    /** Those of one bucket, in the order that they were added in. Nothing may be added meanwhile. */
    void forEach(int number, Consumer<Sighting> reader) {
        Bucket bucket = buckets[number];
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        for (int i = 0; i < bucket.full; i++) {
            read(bucket.blocks[i], block.clear());
            hand(block.flip(), reader);
        }
        if (bucket.open != null) {
            hand(bucket.open.duplicate().flip(), reader);
        }
    }

    private void read(int number, ByteBuffer block) {
        long start = (long) number * BLOCK_BYTES;
        try {
            FileChannel from = file();
            while (block.hasRemaining()) {
                if (from.read(block, start + block.position()) < 0) {
                    throw new AuditException("the sightings in " + folder + " were cut short by another program");
                }
            }
        } catch (IOException e) {
            throw new AuditException("the sightings could not be read from " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void hand(ByteBuffer sightings, Consumer<Sighting> reader) {
        while (sightings.hasRemaining()) {
            reader.accept(SightingCodec.read(sightings));
        }
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
