package dev.sendoff.broker;

/**
 * One broker, which is a controller too.
 *
 * @param host what clients and other brokers reach it by, and what it listens on
 * @param port of clients
 */
record Node(int id, String host, int port, Voters voters) {

    Node {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
        // Refuses an id that is none of theirs.
        voters.addressOf(id);
    }

    /** The only one, on this machine. */
    static Node alone(int port, int controllerPort) {
        return new Node(1, "127.0.0.1", port, Voters.parse("1@127.0.0.1:" + controllerPort));
    }
}
