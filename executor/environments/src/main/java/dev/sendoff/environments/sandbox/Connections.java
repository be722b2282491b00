package dev.sendoff.environments.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Whose the TCP connections within this machine are, as Linux tells. Reading its table takes a millisecond or more,
 * whatever is in it: not for an event loop.
 */
public final class Connections {

    /** A client may well speak IPv6 to an address of IPv4. */
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private static final String LOOPBACK = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "0100007F" : "7F000001";
    private static final String LOOPBACK_IN_IPV6 = (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                    ? "0000000000000000FFFF0000"
                    : "00000000000000000000FFFF")
            + LOOPBACK;
    private static final String ESTABLISHED = "01";
    /** It has sent all that it wants to, and still listens. */
    private static final List<String> HALF_CLOSED = List.of("04", "05");

    private Connections() {}

    /**
     * The user who opened a connection from one port of 127.0.0.1 to another.
     *
     * @return empty if there is none, or its process has closed it
     * @throws IOException if Linux's table cannot be read
     */
    public static OptionalInt userOf(int from, int to) throws IOException {
        for (Path table : TABLES) {
            if (Files.exists(table)) {
                OptionalInt user = userOf(
                        from,
                        to,
                        List.of(Files.readString(table, StandardCharsets.US_ASCII)
                                .split("\n")));
                if (user.isPresent()) {
                    return user;
                }
            }
        }
        return OptionalInt.empty();
    }

    /** Whether this machine tells: it is asked for a connection of our own. */
    public static boolean areTold() {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            return userOf(client.getLocalPort(), server.getLocalPort()).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    static OptionalInt userOf(int from, int to, List<String> table) {
        String near = port(from);
        String far = port(to);
        for (String line : table) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 9
                    && isLoopback(fields[1], near)
                    && isLoopback(fields[2], far)
                    && (ESTABLISHED.equals(fields[3]) || HALF_CLOSED.contains(fields[3]))
                    && !"0".equals(fields[9])) {
                return OptionalInt.of(Integer.parseUnsignedInt(fields[7]));
            }
        }
        return OptionalInt.empty();
    }

    private static String port(int port) {
        return String.format(Locale.ROOT, ":%04X", port);
    }

    private static boolean isLoopback(String address, String port) {
        return address.endsWith(port) && (address.equals(LOOPBACK + port) || address.equals(LOOPBACK_IN_IPV6 + port));
    }
}
