package org.bridgewall.agent.netlink.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowStatus;
import org.junit.jupiter.api.Test;

class ConntrackDecoderTest {
    private final ConntrackDecoder decoder = new ConntrackDecoder();
    private final Flow flow = new Flow();

    @Test
    void readsTheKernelsEventOfAnEstablishedFlow() throws Exception {
        decoder.decode(KernelBytes.message(KernelBytes.TCP6_ESTABLISHED), flow);

        assertThat(flow)
                .hasToString(
                        "tcp [0:0:0:0:0:0:0:1]:40000 > [0:0:0:0:0:0:0:1]:8080"
                                + " SEEN_REPLY,ASSURED,CONFIRMED");
        assertThat(flow.reply.isInverseOf(flow.original)).isTrue();
        assertThat(flow.hasTimeout).isTrue();
        assertThat(flow.timeoutSeconds).isEqualTo(432_000);
        assertThat(flow.tcpState).isEqualTo(Ctnetlink.TCP_CONNTRACK_ESTABLISHED);
        assertThat(flow.tcpWindowScaleOriginal).isEqualTo(10);
        assertThat(flow.tcpWindowScaleReply).isEqualTo(10);
        assertThat(flow.tcpFlagsOriginal).isEqualTo(0x23);
        assertThat(flow.tcpFlagsReply).isEqualTo(0x23);
        assertThat(flow.mark).isEqualTo(5);
    }

    @Test
    void readsTheKernelsEventOfADestroyedFlow() throws Exception {
        Message message = KernelBytes.message(KernelBytes.TCP6_DESTROYED);
        decoder.decode(message, flow);

        assertThat(message.type()).isEqualTo(Ctnetlink.type(Ctnetlink.IPCTNL_MSG_CT_DELETE));
        assertThat(message.portId()).isEqualTo(0x5117);
        assertThat(flow.status & FlowStatus.DYING).isNotZero();
        assertThat(flow.original.sourcePort).isEqualTo(40000);
    }

    @Test
    void readsTheKernelsDump() throws Exception {
        Message message = new Message().over(KernelBytes.datagram(KernelBytes.DUMP));

        assertThat(message.next()).isTrue();
        decoder.decode(message, flow);
        assertThat(flow.reply).hasToString("udp 10.0.0.2:6 > 192.0.2.1:4000");
        assertThat(flow.hasSourceNat()).isTrue();
        assertThat(flow.hasDestinationNat()).isFalse();
        assertThat(flow.mark).isEqualTo(9);
        assertThat(flow.hasSynproxy()).as("an extension without content").isFalse();

        assertThat(message.next()).isTrue();
        decoder.decode(message, flow);
        assertThat(flow)
                .hasToString("sctp 10.0.0.1:5 > 10.0.0.2:6 zone 3 SEEN_REPLY,ASSURED,CONFIRMED");
        assertThat(flow.sctpState).isEqualTo(4);
        assertThat(flow.sctpVtagOriginal).isEqualTo(0xd2040000);
        assertThat(flow.mark).as("nothing left of the flow before").isZero();
        assertThat(message.next()).isFalse();
    }

    @Test
    void damagedMessagesGiveMalformedNetlinkAndNothingElse() {
        long seed = 21;
        Random random = new Random(seed);
        String[] samples = {
            KernelBytes.TCP6_ESTABLISHED, KernelBytes.TCP6_DESTROYED, KernelBytes.DUMP
        };
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = HexFormat.of().parseHex(samples[random.nextInt(samples.length)]);
            for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Message message = new Message().over(KernelBytes.datagram(bytes));
            try {
                while (message.next()) {
                    decoder.decode(message, flow);
                }
            } catch (MalformedNetlinkException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
        assertThat(refused).isGreaterThan(3_000);
    }

    @Test
    void aMessageWithoutAddressesIsRefused() {
        String empty = "14000000" + "00010000" + "00000000" + "00000000" + "02000000";
        assertThatThrownBy(() -> decoder.decode(KernelBytes.message(empty), flow))
                .isInstanceOf(MalformedNetlinkException.class)
                .hasMessageContaining("without original addresses");
    }
}
