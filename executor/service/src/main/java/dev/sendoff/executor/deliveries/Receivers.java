package dev.sendoff.executor.deliveries;

import dev.sendoff.core.PublicInternet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Finds where a host is, and refuses what is no place for a webhook. What is found is called by its address, so that a name
 * that changes its answer changes nothing. Blocks while it looks a name up.
 *
 * @param allowPrivate whether every address will do
 */
record Receivers(Names names, boolean allowPrivate) {

    /** Looks up names. */
    @FunctionalInterface
    interface Names {
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    /** As this machine does. */
    static Receivers ofThisMachine(boolean allowPrivate) {
        return new Receivers(host -> List.of(InetAddress.getAllByName(host)), allowPrivate);
    }

    /** It may not be called. The message says why. */
    static final class RefusedAddressException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedAddressException(String message) {
            super(message);
        }
    }

    /**
     * The address to call.
     *
     * @param host as a URL has it: a name, or an address, of IPv6 in brackets
     * @throws UnknownHostException if nobody knows it, which may change
     * @throws RefusedAddressException if the host has an address that may not be called, be it one of several
     */
    InetAddress addressOf(String host) throws UnknownHostException, RefusedAddressException {
        List<InetAddress> addresses = names.addresses(withoutBrackets(host));
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        if (!allowPrivate) {
            for (InetAddress address : addresses) {
                if (!PublicInternet.contains(address)) {
                    throw new RefusedAddressException(host.toLowerCase(Locale.ROOT) + " is no place for a webhook: "
                            + address.getHostAddress() + " is no public address");
                }
            }
        }
        return addresses.getFirst();
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
