package org.bridgewall.agent.netlink.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bridgewall.agent.netlink.Hex;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.link.MacAddress;
import org.junit.jupiter.api.Test;

class FdbDecoderTest {
    /** A host learned at port 3 of bridge 2 in VLAN 5; state and flags vary. */
    private static String entry(String state, String flags) {
        return """
        4c000000 1c00 0000 00000000 00000000  # nlmsghdr: RTM_NEWNEIGH
        07 00 0000 03000000 STATE FLAGS 00    # ndmsg: AF_BRIDGE, port 3
        0a00 0200 0242000000c1 0000           # NDA_LLADDR
        0800 0900 02000000                    # NDA_MASTER
        0600 0500 0500 0000                   # NDA_VLAN
        1400 0300 00000000 01000000 02000000 00000000  # NDA_CACHEINFO
        """
                .replace("STATE", state)
                .replace("FLAGS", flags);
    }

    private static boolean learned(FdbDecoder decoder, String golden) throws Exception {
        Message message = new Message().over(Hex.buffer(golden));
        assertThat(message.next()).isTrue();
        return decoder.learned(message);
    }

    @Test
    void aLearnedEntryIsReadWhole() throws Exception {
        FdbDecoder decoder = new FdbDecoder();
        assertThat(learned(decoder, entry("0200", "04"))).isTrue();
        assertThat(decoder.entry("up0"))
                .isEqualTo(new FdbEntry(MacAddress.parse("02:42:00:00:00:c1"), "up0", 3, 2, 5));
    }

    @Test
    void anIdleEntryIsStillLearned() throws Exception {
        assertThat(learned(new FdbDecoder(), entry("0400", "04"))).isTrue();
    }

    @Test
    void permanentStaticAndHardwareEntriesAreNotLearned() throws Exception {
        FdbDecoder decoder = new FdbDecoder();
        assertThat(learned(decoder, entry("8000", "04"))).isFalse();
        assertThat(learned(decoder, entry("4000", "04"))).isFalse();
        assertThat(learned(decoder, entry("0200", "02"))).isFalse();
    }

    @Test
    void neighboursOfOtherFamiliesAreNotOfInterest() throws Exception {
        String ipv4 = entry("0200", "04").replaceFirst("\n07 00", "\n02 00");
        assertThat(learned(new FdbDecoder(), ipv4)).isFalse();
    }

    @Test
    void damagedEntriesGiveNothingButTheOneException() {
        byte[] whole = Hex.bytes(entry("0200", "04"));
        FdbDecoder decoder = new FdbDecoder();
        int malformed = 0;
        for (long seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                Message message = new Message().over(Hex.buffer(damaged));
                while (message.next()) {
                    decoder.learned(message);
                }
            } catch (MalformedNetlinkException e) {
                malformed++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(malformed).isBetween(1_000, 49_000);
    }
}
