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

    /** Of each kind one: the whole table is that of the public Internet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "fd00:ec2::254"
            })
    void whatIsNotOfTheInternetIsRefused(String address) {
        Receivers receivers = new Receivers(_ -> List.of(InetAddress.getByName(address)), false);
        assertThatThrownBy(() -> receivers.addressOf("hooks.example.org")).isInstanceOf(RefusedAddressException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "2606:4700:4700::1111"})
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
