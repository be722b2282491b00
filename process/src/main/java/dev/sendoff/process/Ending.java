package dev.sendoff.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How the process ends: the services first, then what was started before them, last first; within a bounded time, and
 * with exit code 0 if it was told to end. It is a shutdown hook, and holds the JVM until all is done.
 */
public final class Ending {

    private static final Duration SERVICES_STOP = Duration.ofSeconds(15);

    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final CountDownLatch servicesEnded = new CountDownLatch(1);
    private boolean started;
    private boolean begun;
    private int exitCode;

    public void install() {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("ending").unstarted(this::run));
    }

    /** @return the resource, to be closed at the end; if that has begun, it is closed at once and refused */
    public synchronized <T extends AutoCloseable> T closing(T resource) {
        if (begun) {
            close(resource);
            throw new StartRefusedException("told to stop while starting");
        }
        resources.push(resource);
        return resource;
    }

    /** From now on a user is told of the end: it may take its time. */
    public synchronized void started() {
        started = true;
    }

    public void servicesEnded() {
        servicesEnded.countDown();
    }

    /** Ends the process, from any thread; does not return. */
    public void fail(String message) {
        synchronized (this) {
            if (begun) {
                return;
            }
            exitCode = 1;
        }
        System.out.flush();
        System.err.println("Sendoff: " + message);
        System.exit(1);
    }

    private void run() {
        synchronized (this) {
            begun = true;
            if (started) {
                System.out.println("Sendoff is stopping ...");
            }
        }
        try {
            if (!servicesEnded.await(SERVICES_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("Sendoff: the services do not stop within " + SERVICES_STOP.toSeconds()
                        + " s, and are cut off; what they were at is done again at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            resources.forEach(Ending::close);
            if (started) {
                System.out.println("Sendoff has stopped");
            }
            System.out.flush();
            System.err.flush();
            // A signal would leave its own exit code behind, and so say that something went wrong.
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) { // nothing may keep the rest from being closed
            System.err.println("Sendoff: " + e);
        }
    }
}
