package org.bridgewall.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class AttributesTest {
    private static Attributes over(String golden) {
        ByteBuffer buffer = Hex.buffer(golden);
        return new Attributes().over(buffer, 0, buffer.limit());
    }

    @Test
    void numbersAreReadInTheOrderThatTheirGetterNames() throws Exception {
        Attributes a =
                over(
                        """
                        0500 0100 7f 000000
                        0600 0200 3412 0000
                        0600 0200 1234 0000
                        0800 0300 78563412
                        0800 0300 12345678
                        0c00 0400 efcdab8967452301
                        0c00 0400 0123456789abcdef
                        """);
        assertThat(a.next()).isTrue();
        assertThat(a.u8()).isEqualTo(0x7f);
        assertThat(a.next()).isTrue();
        assertThat(a.u16()).isEqualTo(0x1234);
        assertThat(a.next()).isTrue();
        assertThat(a.u16be()).isEqualTo(0x1234);
        assertThat(a.next()).isTrue();
        assertThat(a.u32()).isEqualTo(0x12345678);
        assertThat(a.next()).isTrue();
        assertThat(a.u32be()).isEqualTo(0x12345678);
        assertThat(a.next()).isTrue();
        assertThat(a.u64()).isEqualTo(0x0123456789abcdefL);
        assertThat(a.next()).isTrue();
        assertThat(a.u64be()).isEqualTo(0x0123456789abcdefL);
        assertThat(a.next()).isFalse();
    }

    @Test
    void flagsOfTheTypeAreToldApartFromIt() throws Exception {
        Attributes a = over("0400 0280 0400 0240 0400 0200");
        a.next();
        assertThat(a.type()).isEqualTo(2);
        assertThat(a.isNested()).isTrue();
        assertThat(a.isNetByteOrder()).isFalse();
        a.next();
        assertThat(a.type()).isEqualTo(2);
        assertThat(a.isNetByteOrder()).isTrue();
        a.next();
        assertThat(a.isNested()).isFalse();
    }

    @Test
    void nestsAreReadToTheirEndAndNotBeyond() throws Exception {
        Attributes a =
                over(
                        """
                        1400 1280              # a nest of two
                          0800 0100 01000000
                          0800 0200 02000000
                        0800 0300 03000000     # and one behind it
                        """);
        a.next();
        Attributes inside = a.nested();
        assertThat(inside.next()).isTrue();
        assertThat(inside.u32()).isEqualTo(1);
        assertThat(inside.next()).isTrue();
        assertThat(inside.u32()).isEqualTo(2);
        assertThat(inside.next()).isFalse();
        assertThat(a.next()).isTrue();
        assertThat(a.u32()).isEqualTo(3);
        assertThat(a.nested()).isSameAs(inside);
    }

    @Test
    void theLastAttributeMayLackItsPadding() throws Exception {
        Attributes a = over("0500 0100 07");
        assertThat(a.next()).isTrue();
        assertThat(a.u8()).isEqualTo(7);
        assertThat(a.next()).isFalse();
    }

    @Test
    void stringsEndAtNulOrAtTheEnd() throws Exception {
        Attributes a = over("0800 0300 62723000 0700 0300 627231 00");
        a.next();
        assertThat(a.string()).isEqualTo("br0");
        a.next();
        assertThat(a.string()).isEqualTo("br1");
    }

    @Test
    void aLengthBeyondTheEndIsToldWithOffsetAndType() throws Exception {
        Attributes a = over("0800 0100 01000000 0900 0500 00000000");
        a.next();
        assertThatThrownBy(a::next)
                .isInstanceOfSatisfying(
                        MalformedNetlinkException.class,
                        e -> {
                            assertThat(e.offsetBytes()).isEqualTo(8);
                            assertThat(e.type()).isEqualTo(5);
                        })
                .hasMessage("attribute length: 9 (expected: 4-8) at offset 8, attribute 5");
    }

    @Test
    void aLengthBelowTheHeaderIsMalformed() {
        assertThatThrownBy(() -> over("0300 0100 00000000").next())
                .isInstanceOf(MalformedNetlinkException.class);
    }

    @Test
    void aHeaderCutShortIsMalformed() {
        assertThatThrownBy(() -> over("0400").next())
                .isInstanceOf(MalformedNetlinkException.class)
                .hasMessageContaining("cut short");
    }

    @Test
    void aNumberOfAnotherWidthIsMalformed() throws Exception {
        Attributes a = over("0600 0700 3412 0000");
        a.next();
        assertThatThrownBy(a::u32)
                .isInstanceOf(MalformedNetlinkException.class)
                .hasMessage("attribute payload: 2 bytes (expected: 4) at offset 0, attribute 7");
        assertThatThrownBy(a::u8).isInstanceOf(MalformedNetlinkException.class);
        assertThatThrownBy(a::u64be).isInstanceOf(MalformedNetlinkException.class);
        assertThatThrownBy(() -> a.byteAt(2)).isInstanceOf(MalformedNetlinkException.class);
        assertThatThrownBy(() -> a.u32At(0)).isInstanceOf(MalformedNetlinkException.class);
        assertThatThrownBy(() -> a.nestedAfter(4)).isInstanceOf(MalformedNetlinkException.class);
        assertThatThrownBy(() -> a.copyTo(new byte[4], 0, 4))
                .isInstanceOf(MalformedNetlinkException.class);
        assertThatThrownBy(() -> a.copyUpTo(new byte[4], 0, 1))
                .isInstanceOf(MalformedNetlinkException.class);
    }
}
