package org.bridgewall.agent.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class VipAnnouncementTest {
    private static final byte[] MAC = HexFormat.of().parseHex("020000000001");

    @Test
    void gratuitousArpNamesTheAddressAsSenderAndTarget() throws UnknownHostException {
        ByteBuffer frame = VipAnnouncement.frame(InetAddress.getByName("192.168.100.75"), MAC);
        assertThat(hex(frame))
                .isEqualTo(
                        "ffffffffffff0200000000010806"
                                + "0001080006040001"
                                + "020000000001c0a8644b"
                                + "ffffffffffffc0a8644b"
                                + "00".repeat(18));
    }

    @Test
    void unsolicitedAdvertisementOverridesAndItsChecksumHolds() throws UnknownHostException {
        ByteBuffer frame = VipAnnouncement.frame(InetAddress.getByName("2001:db8::75"), MAC);
        assertThat(hex(frame))
                .startsWith("33330000000102000000000186dd600000000020" + "3aff")
                .contains("20000000" + "20010db8000000000000000000000075" + "0201020000000001");
        int sum = 32 + 58;
        for (int at = 22; at < frame.limit(); at += 2) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        assertThat((sum & 0xffff) + (sum >>> 16)).isEqualTo(0xffff);
    }

    private static String hex(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
