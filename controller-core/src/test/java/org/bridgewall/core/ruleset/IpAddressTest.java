package org.bridgewall.core.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,192.0.2.1",
        "255.255.255.255,255.255.255.255",
        "2001:DB8:0:0:0:0:0:1,2001:db8::1",
        "::,::",
        "::1,::1",
        "fe80::,fe80::",
        "1:0:0:2:0:0:0:3,1:0:0:2::3",
        "1:0:2:0:3:0:4:0,1:0:2:0:3:0:4:0",
        "::ffff:192.0.2.1,::ffff:c000:201",
        "64:ff9b::192.0.2.33,64:ff9b::c000:221"
    })
    void addressIsWrittenInItsCanonicalForm(String text, String canonical) {
        assertThat(IpAddress.parse(text)).map(Object::toString).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.0.0.1",
                "01.2.3.4",
                "1.2.3.x",
                "1:2:3",
                ":::",
                "1::2::3",
                "12345::",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "g::1",
                ":1",
                "1:",
                "1.2.3.4::",
                "::1.2.3"
            })
    void nonsenseIsNoAddress(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void prefixLosesHostBitsAndHoldsItsAddresses() {
        IpPrefix prefix = IpPrefix.parse("192.0.2.77/26").orElseThrow();
        assertThat(prefix).hasToString("192.0.2.64/26");
        assertThat(prefix.contains(IpAddress.parse("192.0.2.127").orElseThrow())).isTrue();
        assertThat(prefix.contains(IpAddress.parse("192.0.2.128").orElseThrow())).isFalse();
        assertThat(IpPrefix.parse("2001:db8::ff/63").orElseThrow()).hasToString("2001:db8::/63");
        assertThat(IpPrefix.parse("2001:db8::ff/65").orElseThrow()).hasToString("2001:db8::/65");
    }

    @Test
    void minimalDropsWhatAWiderPrefixHolds() {
        List<IpPrefix> prefixes =
                List.of("10.0.0.0/8", "10.1.0.0/16", "::/0", "2001:db8::1", "0.0.0.1").stream()
                        .map(t -> IpPrefix.parse(t).orElseThrow())
                        .toList();
        assertThat(IpPrefix.minimal(prefixes))
                .extracting(Object::toString)
                .containsExactly("0.0.0.1", "10.0.0.0/8", "::/0");
    }
}
