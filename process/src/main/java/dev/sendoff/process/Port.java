package dev.sendoff.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A port that something of ours is to listen on.
 *
 * @param purpose what listens there, as a user knows it
 * @param setting the environment variable that names another port
 */
public record Port(String purpose, String setting, String host, int number) {

    /** Below where systems begin to hand out ports of their own accord. */
    private static final int FIRST_EPHEMERAL = 32768;

    public Port {
        if (number < 1 || number > 65535) {
            throw new StartRefusedException(setting + " is " + number + "; a port is a number from 1 to 65535.");
        }
    }

    /** @throws StartRefusedException naming the port and its setting, if anything listens there */
    public void requireFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, number));
        } catch (IOException e) {
            throw new StartRefusedException("port " + number + " on " + host + ", wanted for " + purpose
                    + ", is not free (" + e.getMessage() + "). Stop what uses it, or set " + setting
                    + " to another port.");
        }
    }

    public static void requireDistinct(List<Port> ports) {
        for (int i = 0; i < ports.size(); i++) {
            for (int j = i + 1; j < ports.size(); j++) {
                Port one = ports.get(i);
                Port other = ports.get(j);
                if (one.number == other.number) {
                    throw new StartRefusedException(one.setting + " and " + other.setting + " are both " + one.number
                            + "; they need different ports.");
                }
            }
        }
    }

    /** Some free port on 127.0.0.1, for what nobody has to find. */
    public static int anyFree(RandomGenerator random) {
        while (true) {
            int candidate = random.nextInt(20_000, FIRST_EPHEMERAL);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }
}
