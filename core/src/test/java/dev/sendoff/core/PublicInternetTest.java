package dev.sendoff.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicInternetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "223.255.255.255",
                "2000::1",
                "2606:4700::1111",
                "2003::1",
                "::ffff:1.1.1.1",
                "64:ff9b::1.1.1.1"
            })
    void anybodysAddressesAreOfIt(String literal) {
        assertThat(PublicInternet.contains(InetAddress.ofLiteral(literal))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
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
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "3fff::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void thoseOfSomebodyAreNot(String literal) {
        assertThat(PublicInternet.contains(InetAddress.ofLiteral(literal))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost/",
                "https://LocalHost:8443/",
                "https://localhost./",
                "https://a.localhost/",
                "https://127.0.0.1/",
                "https://10.1.2.3:8443/x",
                "https://0177.0.0.1/",
                "https://2130706433/",
                "https://010.8.8.8/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fe80::1%25lo]/"
            })
    void hostsThatAreNoneCanBeToldFromTheirText(String url) {
        assertThat(PublicInternet.excludes(URI.create(url).getHost())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "0x7f000001", "0x7f.0.0.1", "127.1", "127.0.0.1.", "0", "[::1%lo]", "[]"})
    void formsThatOthersReadAsAddressesAreNone(String host) {
        assertThat(PublicInternet.excludes(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org/",
                "https://localhost.example.org/",
                "https://notlocalhost/",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]/",
                "https://10.0.0.1.example.org/"
            })
    void ofOtherHostsNothingIsTold(String url) {
        assertThat(PublicInternet.excludes(URI.create(url).getHost())).isFalse();
    }

    @Test
    void oneThatIsTakenForOctalIsNoneThoughItsDigitsAre() {
        assertThat(PublicInternet.excludes("8.8.8.8")).isFalse();
        assertThat(PublicInternet.excludes("8.8.8.08")).isTrue();
    }
}
