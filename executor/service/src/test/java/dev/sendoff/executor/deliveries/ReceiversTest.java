package dev.sendoff.executor.deliveries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sendoff.executor.deliveries.Receivers.RefusedAddressException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiversTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.1.2.3",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:0:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:db8::1",
                "2002:101:101::1",
                "2002:a00:1::1",
                "2002:7f00:1::1",
                "2002:c0a8:101::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456:789a::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void whatIsNotOfTheInternetIsRefused(String address) {
        Receivers receivers = new Receivers(_ -> List.of(InetAddress.getByName(address)), false);
        assertThatThrownBy(() -> receivers.addressOf("hooks.example.org")).isInstanceOf(RefusedAddressException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "198.17.255.255",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001:80f::200e",
                "64:ff9b::1.1.1.1"
            })
    void whatIsOfTheInternetIsCalled(String address) throws Exception {
        Receivers receivers = new Receivers(_ -> List.of(InetAddress.getByName(address)), false);
        assertThat(receivers.addressOf("hooks.example.org")).isEqualTo(InetAddress.getByName(address));
    }

    @Test
    void aNameWithOnePrivateAddressAmongOthersIsRefused() {
        Receivers receivers = new Receivers(
                _ -> List.of(InetAddress.getByName("1.1.1.1"), InetAddress.getByName("127.0.0.1")), false);
        assertThatThrownBy(() -> receivers.addressOf("hooks.example.org"))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessageContaining("127.0.0.1");
    }

    @Test
    void aNameIsLookedUpOnceAndWhatWasLookedAtIsCalled() throws Exception {
        Deque<String> answers = new ArrayDeque<>(List.of("1.1.1.1", "127.0.0.1"));
        Receivers receivers = new Receivers(_ -> List.of(InetAddress.getByName(answers.pop())), false);
        assertThat(receivers.addressOf("hooks.example.org").getHostAddress()).isEqualTo("1.1.1.1");
        assertThatThrownBy(() -> receivers.addressOf("hooks.example.org"))
                .as("the next time it is looked at anew")
                .isInstanceOf(RefusedAddressException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "0x7f.0.0.1", "2130706433", "127.1", "017700000001"})
    void addressesInUrlsAreLookedAtHoweverTheyAreWritten(String host) {
        Receivers receivers = Receivers.ofThisMachine(false);
        assertThatThrownBy(() -> receivers.addressOf(host))
                .isInstanceOfAny(RefusedAddressException.class, UnknownHostException.class);
    }

    @Test
    void everyAddressWillDoWhereThatIsAllowed() throws Exception {
        assertThat(Receivers.ofThisMachine(true).addressOf("127.0.0.1").isLoopbackAddress())
                .isTrue();
    }
}
