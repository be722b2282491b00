package dev.sendoff.scheduler;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/**
 * Keeps the memory of one partition's store small: its timers are written in no order, read once in order of time, and
 * never looked up. Streams makes it by its name.
 */
public final class TimerStoreMemory implements RocksDBConfigSetter {

    private static final long WRITE_BUFFER_BYTES = 4L * 1024 * 1024;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(3);
    }

    @Override
    public void close(String storeName, Options options) {
        // Nothing was made here.
    }
}
