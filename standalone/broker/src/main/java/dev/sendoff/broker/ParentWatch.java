package dev.sendoff.broker;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Arrays;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Runs another main class, and ends the process in good order when its standard input ends: so a child stops by itself
 * when its parent is gone, even if that was killed with -9. Ctrl-C in a terminal reaches parent and children alike; a
 * child leaves it to its parent, which knows the order in which to stop.
 *
 * <p>Needs nothing but the JDK, so that it can stand on any class path.
 */
public final class ParentWatch {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ParentWatch() {}

    /** @param args the main class to run, and what it is to be given */
    public static void main(String[] args) throws ReflectiveOperationException {
        if (args.length == 0) {
            throw new IllegalArgumentException("name the main class to run");
        }
        Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
        Signal.handle(new Signal("HUP"), SignalHandler.SIG_IGN);
        Thread.ofPlatform().daemon().name("parent-watch").start(ParentWatch::watch);
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            e.getTargetException().printStackTrace();
            System.exit(1);
        }
    }

    private static void watch() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said; only the end counts.
            }
        } catch (IOException e) {
            // A broken pipe is an end as well.
        }
        Thread exit = Thread.ofPlatform().daemon().name("exit").start(() -> System.exit(0));
        try {
            exit.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // No one is left to end a process whose shutdown hooks hang.
        Runtime.getRuntime().halt(1);
    }
}
