package dev.sendoff.core;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which addresses anybody may be sent to. All others are somebody's own: of this machine, of a private network, of a cloud's
 * insides, or kept for purposes that no receiver has.
 */
public final class PublicInternet {

    private static final List<Block> NOT_OF_IPV4 = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    private static final Block OF_IPV6 = Block.of("2000::/3");

    /** Of that block: tunnels, which lead to any IPv4 address, and what documents use. */
    private static final List<Block> NOT_OF_IPV6 = blocks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** Translated to the IPv4 address in its last four bytes. */
    private static final Block TRANSLATED = Block.of("64:ff9b::/96");

    private PublicInternet() {}

    private static List<Block> blocks(String... texts) {
        return Stream.of(texts).map(Block::of).toList();
    }

    /** Whether it is one of them. */
    public static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (TRANSLATED.contains(bytes)) {
            bytes = new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]};
        }
        return bytes.length == 4 ? !isIn(NOT_OF_IPV4, bytes) : OF_IPV6.contains(bytes) && !isIn(NOT_OF_IPV6, bytes);
    }

    private static boolean isIn(List<Block> blocks, byte[] address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /**
     * Whether it can be told without a look-up that a URL's host is none of them: it is a name of this machine, or a
     * literal address that is none or that others may read in another way. Of any other name nothing is told.
     *
     * @param host as {@link java.net.URI#getHost} gives it
     */
    public static boolean excludes(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.+$", "");
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        if (name.startsWith("[") && name.endsWith("]")) {
            return isLiteralOfNone(name.substring(1, name.length() - 1));
        }
        String last = name.substring(name.lastIndexOf('.') + 1);
        boolean numeric = last.matches("[0-9]+|0x[0-9a-f]*");
        return numeric && (!isPlain(name) || isLiteralOfNone(name));
    }

    /** Four decimal numbers, none of which can be taken for octal. */
    private static boolean isPlain(String address) {
        return address.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    }

    private static boolean isLiteralOfNone(String literal) {
        try {
            return !contains(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /**
     * Addresses that begin alike.
     *
     * @param bits how many of them are alike
     */
    private record Block(byte[] first, int bits) {

        static Block of(String text) {
            int slash = text.indexOf('/');
            return new Block(
                    InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
                    Integer.parseInt(text.substring(slash + 1)));
        }

        boolean contains(byte[] address) {
            if (address.length != first.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (first[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
