package dev.sendoff.audit.kafka;

import dev.sendoff.audit.Coordinates;
import dev.sendoff.audit.Sighting;
import dev.sendoff.audit.Station;
import dev.sendoff.core.RequestId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/** Sightings in a fixed number of bytes. Times are in milliseconds; what cannot be said in those is cut to what can. */
final class SightingCodec {

    static final int BYTES = 16 + 1 + 1 + 2 + 8 + 8 + 8;

    private static final byte ACCEPTED = 0;
    private static final byte PUT_BACK = 1;
    private static final byte ENDED = 2;

    private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);
    private static final Station[] STATIONS = Station.values();

    private SightingCodec() {}

    static void write(Sighting sighting, ByteBuffer to) {
        byte kind;
        Instant time;
        switch (sighting) {
            case Sighting.Accepted accepted -> {
                kind = ACCEPTED;
                time = accepted.due();
            }
            case Sighting.PutBack again -> {
                kind = PUT_BACK;
                time = again.due();
            }
            case Sighting.Ended ended -> {
                kind = ENDED;
                time = ended.endedAt();
            }
        }
        UUID id = sighting.id().value();
        Coordinates at = sighting.at();
        to.putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .put(kind)
                .put((byte) at.station().ordinal())
                .putShort((short) at.partition())
                .putLong(at.offset())
                .putLong(millis(sighting.acceptedAt()))
                .putLong(millis(time));
    }

    static Sighting read(ByteBuffer from) {
        RequestId id = new RequestId(new UUID(from.getLong(), from.getLong()));
        byte kind = from.get();
        Station station = STATIONS[from.get()];
        Coordinates at = new Coordinates(station, Short.toUnsignedInt(from.getShort()), from.getLong());
        Instant acceptedAt = Instant.ofEpochMilli(from.getLong());
        Instant time = Instant.ofEpochMilli(from.getLong());
        return switch (kind) {
            case ACCEPTED -> new Sighting.Accepted(id, at, acceptedAt, time);
            case PUT_BACK -> new Sighting.PutBack(id, at, acceptedAt, time);
            case ENDED -> new Sighting.Ended(id, at, acceptedAt, time);
            default -> throw new IllegalStateException("there is no kind " + kind);
        };
    }

    private static long millis(Instant time) {
        if (time.isBefore(EARLIEST)) {
            return Long.MIN_VALUE;
        }
        return time.isAfter(LATEST) ? Long.MAX_VALUE : time.toEpochMilli();
    }
}
