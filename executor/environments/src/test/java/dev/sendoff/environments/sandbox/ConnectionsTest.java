package dev.sendoff.environments.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    @BeforeEach
    void onLinux() {
        assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "this is Linux");
    }

    private static String line(String local, String remote, String state, int user, int inode) {
        return "   0: " + local + " " + remote + " " + state + " 00000000:00000000 00:00000000 00000000  " + user
                + "        0 " + inode + " 1 0000000000000000 20 4 30 10 -1";
    }

    @Test
    void aConnectionIsItsOpeners() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Socket client = new Socket("127.0.0.1", server.getLocalPort());
                Socket accepted = server.accept()) {
            int us = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            assertThat(Connections.userOf(client.getLocalPort(), server.getLocalPort()))
                    .hasValue(us);
            assertThat(Connections.userOf(accepted.getPort(), accepted.getLocalPort()))
                    .hasValue(us);
            assertThat(Connections.userOf(client.getLocalPort(), 1)).isEmpty();
        }
        assertThat(Connections.areTold()).isTrue();
    }

    @Test
    void ofTheTwoEndsTheOpenersCounts() {
        List<String> table = List.of(
                HEADER,
                line("0100007F:1F90", "0100007F:C000", "01", 0, 7),
                line("0100007F:C000", "0100007F:1F90", "01", 40001, 8));
        assertThat(Connections.userOf(0xC000, 0x1F90, table)).hasValue(40001);
    }

    @Test
    void aClientMaySpeakIpv6ToAnAddressOfIpv4() {
        String mapped = "0000000000000000FFFF00000100007F";
        assertThat(Connections.userOf(
                        0xC000, 0x1F90, List.of(HEADER, line(mapped + ":C000", mapped + ":1F90", "01", 40001, 8))))
                .hasValue(40001);
    }

    @Test
    void thePortOfAnotherAddressIsNotTheSame() {
        assertThat(Connections.userOf(
                        0xC000, 0x1F90, List.of(HEADER, line("0200007F:C000", "0100007F:1F90", "01", 40001, 8))))
                .isEmpty();
    }

    @Test
    void whatIsClosedIsNobodys() {
        assertThat(Connections.userOf(
                        0xC000,
                        0x1F90,
                        List.of(
                                HEADER,
                                line("0100007F:C000", "0100007F:1F90", "06", 0, 0),
                                line("0100007F:C000", "0100007F:1F90", "05", 0, 0))))
                .isEmpty();
    }
}
