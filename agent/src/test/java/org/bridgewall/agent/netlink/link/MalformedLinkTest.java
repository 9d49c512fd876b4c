package org.bridgewall.agent.netlink.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.bridgewall.agent.netlink.Hex;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.NetlinkError;
import org.junit.jupiter.api.Test;

/** Whatever happens to a message on its way, reading it ends well or with one exception. */
class MalformedLinkTest {
    /** A bridge port, as Linux 6.18 announces it; attributes of no interest left out. */
    static final String PORT =
            """
            78000000 1000 0000 00000000 00000000  # nlmsghdr: RTM_NEWLINK
            00 00 0100 03000000 43100100 00000000  # ifinfomsg: index 3, up, running, lower up
            0800 0300 75703000                     # IFLA_IFNAME up0
            0500 1000 06 000000                    # IFLA_OPERSTATE up
            0800 0400 dc050000                     # IFLA_MTU 1500
            0800 0a00 02000000                     # IFLA_MASTER 2
            0a00 0100 024200000001 0000            # IFLA_ADDRESS
            2c00 1280                              # IFLA_LINKINFO
              0900 0100 7665746800 000000          #   kind veth
              0b00 0400 62726964676500 00          #   slave kind bridge
              1000 0580                            #   slave data
                0500 0100 03 000000                #     forwarding
                0400 0200
            """;

    @Test
    void aBridgePortIsReadWhole() throws Exception {
        Message message = new Message().over(Hex.buffer(PORT));
        assertThat(message.next()).isTrue();
        assertThat(LinkDecoder.link(message))
                .isEqualTo(
                        new Link(
                                3,
                                "up0",
                                0x11043,
                                OperationalState.UP,
                                2,
                                MacAddress.parse("02:42:00:00:00:01"),
                                1500,
                                "veth",
                                PortState.FORWARDING));
        assertThat(message.next()).isFalse();
    }

    @Test
    void damagedMessagesGiveNothingButTheOneException() {
        byte[] whole = Hex.bytes(PORT);
        int malformed = 0;
        for (long seed = 0; seed < 50_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            ByteBuffer buffer = Hex.buffer(damaged);
            if (random.nextInt(4) == 0) {
                buffer.limit(random.nextInt(damaged.length));
            }
            try {
                readAll(buffer);
            } catch (MalformedNetlinkException e) {
                malformed++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(malformed).isBetween(5_000, 49_000);
    }

    private static void readAll(ByteBuffer buffer) throws MalformedNetlinkException {
        Message message = new Message().over(buffer);
        while (message.next()) {
            switch (message.type()) {
                case Message.ERROR, Message.DONE -> NetlinkError.of(message);
                default -> {
                    LinkDecoder.link(message);
                    LinkDecoder.portState(message);
                }
            }
        }
    }
}
