package org.bridgewall.agent.netlink.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowStatus;
import org.junit.jupiter.api.Test;

class ConntrackEncoderTest {
    private static final int DERIVED =
            FlowStatus.EXPECTED | FlowStatus.SEQ_ADJUST | FlowStatus.SRC_NAT | FlowStatus.DST_NAT;

    private final ConntrackEncoder encoder = new ConntrackEncoder();
    private final MessageWriter writer = new MessageWriter(1 << 16);

    @Test
    void aDeletionIsTheseBytes() {
        encoder.delete(writer, 7, WarmUpFlows.tcp());

        assertThat(hex(writer.datagram()))
                .isEqualTo(
                        "48000000"
                                + "0201"
                                + "0100"
                                + "07000000"
                                + "00000000" // nlmsghdr
                                + "02000000" // nfgenmsg: AF_INET
                                + "34000180" // CTA_TUPLE_ORIG
                                + "14000180"
                                + "08000100c0000201"
                                + "08000200c6336401"
                                + "1c000280"
                                + "0500010006000000"
                                + "0600020000000000"
                                + "0600030001bb0000");
    }

    @Test
    void whatIsEncodedDecodesToTheSameFlow() throws Exception {
        long seed = 31;
        List<Flow> flows = new KernelFlows(new Random(seed), false).list(3_000);
        for (Flow flow : flows) {
            writer.clear();
            encoder.create(writer, 1, flow, flow.timeoutSeconds, true, true);
            Message message = new Message().over(writer.datagram());
            assertThat(message.next()).isTrue();
            Flow decoded = new Flow();
            new ConntrackDecoder().decode(message, decoded);
            decoded.status |= flow.status & DERIVED;

            assertThat(decoded.timeoutSeconds).isEqualTo(flow.timeoutSeconds);
            assertThat(Canonical.of(List.of(decoded)))
                    .as("seed %d, %s", seed, flow)
                    .isEqualTo(Canonical.of(List.of(flow)));
        }
    }

    @Test
    void aTranslationIsOneAddressAndOnePort() {
        Flow flow = WarmUpFlows.tcp();
        flow.reply.destination[3] = 99;
        flow.reply.destinationPort = 4000;
        encoder.create(writer, 1, flow, 60, true, true);

        assertThat(hex(writer.datagram()))
                .contains(
                        "28000680" // CTA_NAT_SRC
                                + "08000100c0000263"
                                + "08000200c0000263"
                                + "14000380"
                                + "060001000fa00000"
                                + "060002000fa00000");
    }

    @Test
    void masterAndHelperCanBeLeftOut() {
        Flow flow = WarmUpFlows.tcp();
        flow.master.copyFrom(flow.original);
        flow.helper[0] = 'x';
        flow.helperLength = 1;
        List<Integer> sizes = new ArrayList<>();
        for (int left = 0; left < 4; left++) {
            writer.clear();
            encoder.create(writer, 1, flow, 60, (left & 1) == 0, (left & 2) == 0);
            sizes.add(writer.sizeBytes());
        }
        int masterBytes = 52;
        int helperBytes = 12;
        int all = sizes.getFirst();
        assertThat(sizes)
                .containsExactly(
                        all, all - masterBytes, all - helperBytes, all - masterBytes - helperBytes);
    }

    @Test
    void nothingIsLongerThanTheRoomKeptForIt() {
        for (Flow flow : new KernelFlows(new Random(32), true).list(5_000)) {
            writer.clear();
            encoder.create(writer, 1, flow, 60, true, true);
            assertThat(writer.sizeBytes()).isLessThanOrEqualTo(ConntrackEncoder.MAX_MESSAGE_BYTES);
        }
    }

    @Test
    void aDeletionOfNothingIsNotWritten() {
        assertThatThrownBy(() -> encoder.delete(writer, 1, new Flow()))
                .hasMessageContaining("without original tuple");
    }

    private static String hex(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(datagram.position(), bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
