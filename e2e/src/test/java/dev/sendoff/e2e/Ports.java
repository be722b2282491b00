package dev.sendoff.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports below those that the system hands out by itself, none twice in a run. */
final class Ports {

    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    static int free() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(10_000, 20_000);
            if (TAKEN.contains(candidate)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                if (TAKEN.add(socket.getLocalPort())) {
                    return candidate;
                }
            } catch (IOException taken) {
                // Another candidate, then.
            }
        }
    }
}
