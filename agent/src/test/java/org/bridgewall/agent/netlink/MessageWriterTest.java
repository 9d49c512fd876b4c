package org.bridgewall.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferOverflowException;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
    private final MessageWriter writer = new MessageWriter(256);

    /** What {@code ip link add br0 type bridge stp_state 0} sends, options reduced. */
    @Test
    void aRequestHasTheBytesThatIprouteSends() {
        writer.begin(16, Message.F_REQUEST | Message.F_ACK | Message.F_CREATE | Message.F_EXCL, 7);
        writer.u8(0).pad(3).u32(0).u32(0).u32(0);
        writer.attributeString(3, "br0");
        writer.nest(18).attributeString(1, "bridge").nest(2).attributeU32(5, 0).attributeU8(23, 0);
        writer.endNest().endNest().end();

        assertThat(Hex.text(writer.datagram()))
                .isEqualTo(
                        Hex.text(
                                """
                                4c000000 1000 0506 07000000 00000000  # nlmsghdr
                                00 000000 00000000 00000000 00000000  # ifinfomsg
                                0800 0300 62723000                    # IFLA_IFNAME
                                2400 1280                             # IFLA_LINKINFO
                                  0b00 0100 62726964676500 00         # kind
                                  1400 0280                           # data
                                    0800 0500 00000000
                                    0500 1700 00 000000
                                """));
    }

    @Test
    void bigEndianAttributesAreSwapped() {
        writer.begin(1, 0, 0);
        writer.u16be(0x0102).pad(2);
        writer.attributeU16be(1, 0x1234).attributeU32be(2, 0x12345678);
        writer.attributeU64be(3, 0x0123456789abcdefL).attributeU16(4, 0x1234);
        writer.attributeU64(5, 1).attributeFlag(6).attributeBytes(7, new byte[] {1, 2, 3, 4, 5});
        writer.end();
        assertThat(Hex.text(writer.datagram()).substring(32))
                .isEqualTo(
                        Hex.text(
                                """
                                0102 0000
                                0600 0100 1234 0000
                                0800 0200 12345678
                                0c00 0300 0123456789abcdef
                                0600 0400 3412 0000
                                0c00 0500 0100000000000000
                                0400 0600
                                0900 0700 0102030405 000000
                                """));
    }

    @Test
    void messagesFollowOneAnotherInOneDatagram() throws Exception {
        writer.begin(20, 1, 5).u32(1).end().begin(21, 1, 6).u32(2).end();
        Message message = new Message().over(writer.datagram());
        assertThat(writer.messages()).isEqualTo(2);
        assertThat(message.next()).isTrue();
        assertThat(message.type()).isEqualTo(20);
        assertThat(message.sequence()).isEqualTo(5);
        assertThat(message.next()).isTrue();
        assertThat(message.type()).isEqualTo(21);
        assertThat(message.u32(0)).isEqualTo(2);
        assertThat(message.next()).isFalse();
    }

    @Test
    void rollbackDropsTheMessageThatDidNotFit() throws Exception {
        MessageWriter small = new MessageWriter(48);
        small.begin(20, 1, 5).u32(1).end();
        small.begin(21, 1, 6).u32(2);
        assertThatThrownBy(() -> small.attributeBytes(1, new byte[40]))
                .isInstanceOf(BufferOverflowException.class);
        small.rollback();
        Message message = new Message().over(small.datagram());
        assertThat(message.next()).isTrue();
        assertThat(message.next()).isFalse();
    }

    @Test
    void anAttributeLongerThanItsLengthFieldIsRefused() {
        MessageWriter large = new MessageWriter(70_000);
        large.begin(1, 0, 0);
        assertThatThrownBy(() -> large.attributeBytes(1, new byte[65_532]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void aMessageWithAnOpenNestDoesNotEnd() {
        writer.begin(1, 0, 0).nest(1);
        assertThatThrownBy(writer::end).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsWrittenTwiceAfterClearIsTheSame() {
        writer.begin(1, 0, 3).attributeU8(1, 2).end();
        String first = Hex.text(writer.datagram());
        writer.clear().begin(1, 0, 3).attributeU8(1, 2).end();
        assertThat(Hex.text(writer.datagram())).isEqualTo(first);
    }
}
