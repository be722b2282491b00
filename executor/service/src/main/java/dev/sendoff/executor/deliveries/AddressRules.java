package dev.sendoff.executor.deliveries;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses a webhook may lead to: those of IANA's registries of special addresses that are globally reachable, and
 * no others (<a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4</a>, <a
 * href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6</a>). An IPv6 address that stands for an IPv4
 * address is judged by that.
 */
final class AddressRules {

    private static final List<Range> REFUSED = List.of(
            new Range("0.0.0.0", 8, "is of this network"),
            new Range("10.0.0.0", 8, "is private"),
            new Range("100.64.0.0", 10, "is shared by a provider's customers"),
            new Range("127.0.0.0", 8, "is this machine"),
            new Range("169.254.0.0", 16, "is link-local"),
            new Range("172.16.0.0", 12, "is private"),
            new Range("192.0.0.0", 24, "is for protocols"),
            new Range("192.0.2.0", 24, "is for documentation"),
            new Range("192.88.99.0", 24, "is a relay"),
            new Range("192.168.0.0", 16, "is private"),
            new Range("198.18.0.0", 15, "is for benchmarks"),
            new Range("198.51.100.0", 24, "is for documentation"),
            new Range("203.0.113.0", 24, "is for documentation"),
            new Range("224.0.0.0", 4, "is multicast"),
            new Range("240.0.0.0", 4, "is reserved"));

    /** All that is globally reachable, less the exceptions below. */
    private static final Range GLOBAL_IPV6 = new Range("2000::", 3, "");

    private static final List<Range> REFUSED_IPV6 = List.of(
            new Range("2001::", 23, "is for protocols"),
            new Range("2001:db8::", 32, "is for documentation"),
            new Range("3fff::", 20, "is for documentation"));

    private static final Range SIX_TO_FOUR = new Range("2002::", 16, "");
    private static final List<Range> TRANSLATED =
            List.of(new Range("64:ff9b::", 96, ""), new Range("::ffff:0:0:0", 96, ""), new Range("::", 96, ""));

    private AddressRules() {}

    /** The addresses whose first bits are these. */
    private record Range(byte[] first, int bits, String why) {

        Range(String first, int bits, String why) {
            this(bytes(first), bits, why);
        }

        private static byte[] bytes(String literal) {
            try {
                return InetAddress.getByName(literal).getAddress();
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(literal + " is no address", e);
            }
        }

        boolean has(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, first, 0, whole)) {
                return false;
            }
            int rest = bits % 8;
            int mask = 0xFF << (8 - rest) & 0xFF;
            return rest == 0 || (address[whole] & mask) == (first[whole] & mask);
        }
    }

    /** Why the address may not be called; empty if it may. */
    static Optional<String> refusal(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> refusal(bytes, address.getHostAddress());
            case Inet6Address _ -> refusalOfIpv6(bytes, address.getHostAddress());
            default -> Optional.of(address.getHostAddress() + " is no address of the Internet");
        };
    }

    private static Optional<String> refusal(byte[] ipv4, String shown) {
        return REFUSED.stream().filter(range -> range.has(ipv4)).findFirst().map(range -> shown + " " + range.why());
    }

    private static Optional<String> refusalOfIpv6(byte[] bytes, String shown) {
        if (SIX_TO_FOUR.has(bytes)) {
            return refusal(Arrays.copyOfRange(bytes, 2, 6), shown);
        }
        if (TRANSLATED.stream().anyMatch(range -> range.has(bytes))) {
            return refusal(Arrays.copyOfRange(bytes, 12, 16), shown);
        }
        if (!GLOBAL_IPV6.has(bytes)) {
            return Optional.of(shown + " is not reachable from everywhere");
        }
        return REFUSED_IPV6.stream()
                .filter(range -> range.has(bytes))
                .findFirst()
                .map(range -> shown + " " + range.why());
    }
}
