package dev.sendoff.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/** Sends events over HTTP, as fast as answers come or at a fixed rate. */
final class Load {

    private Load() {}

    /**
     * Each connection sends its next event when the last is answered.
     *
     * @return seconds it took
     */
    static double closed(int port, String path, int connections, int count, IntFunction<byte[]> event)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        long begin = System.nanoTime();
        for (int c = 0; c < connections; c++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (RawHttp http = new RawHttp(port)) {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        byte[] body = event.apply(i);
                        require(http.post(RawHttp.invokeHead(path, body.length), body));
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " connections failed", failures.peek());
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /**
     * Events leave at their time whether or not earlier ones are answered; latency counts from the time an event was to
     * leave, so a stall shows in every event that it held up.
     *
     * @param event makes the body from the time it is to leave, in epoch milliseconds
     */
    static Latencies open(int port, String path, double perSecond, int count, LongFunction<byte[]> event)
            throws Exception {
        Latencies latencies = new Latencies();
        ConcurrentLinkedQueue<RawHttp> idle = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> all = new ArrayList<>(count);
        long beginNanos = System.nanoTime() + 100_000_000L;
        long beginMillis = System.currentTimeMillis() + 100;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                long offset = (long) (i * 1e9 / perSecond);
                for (long left = beginNanos + offset - System.nanoTime();
                        left > 0;
                        left = beginNanos + offset - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                byte[] body = event.apply(beginMillis + offset / 1_000_000);
                all.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                RawHttp pooled = idle.poll();
                                RawHttp http = pooled == null ? new RawHttp(port) : pooled;
                                require(http.post(RawHttp.invokeHead(path, body.length), body));
                                idle.add(http);
                                latencies.add((System.nanoTime() - beginNanos - offset) / 1e6);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        threads));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
        }
        for (RawHttp http : idle) {
            http.close();
        }
        return latencies;
    }

    private static void require(RawHttp.Answer answer) {
        if (answer.status() != 202) {
            throw new IllegalStateException("answered with " + answer.status());
        }
    }
}
