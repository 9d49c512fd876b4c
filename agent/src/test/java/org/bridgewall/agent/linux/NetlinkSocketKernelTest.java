package org.bridgewall.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class NetlinkSocketKernelTest {
    private static final int RTNLGRP_LINK = 1;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;

    private TestNamespace namespace;
    private NetlinkSocket socket;

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = TestNamespace.create("bwk-");
        socket = namespace.call(() -> NetlinkSocket.open(NetlinkSocket.ROUTE));
    }

    @AfterEach
    void removeNamespace() throws Exception {
        socket.close();
        namespace.close();
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static int drain(NetlinkSocket socket, ReceiveBatch batch, int[] types)
            throws Exception {
        int overruns = 0;
        int filled;
        while ((filled = socket.receive(batch, false)) != 0) {
            if (filled == NetlinkSocket.OVERRUN) {
                overruns++;
            }
            for (int i = 0; i < filled; i++) {
                Message message = new Message().over(batch.datagram(i));
                while (message.next()) {
                    types[message.type()]++;
                }
            }
        }
        return overruns;
    }

    @Test
    void aQuietSocketHasNothingToReceive() throws Exception {
        assertThat(socket.portId()).isNotZero();
        assertThat(socket.poll(0)).isFalse();
        assertThat(socket.receive(room(100), false)).isZero();
        assertThat(socket.receive(new ReceiveBatch(4, 1024), false)).isZero();
    }

    @Test
    void theReceiveBufferGrowsBeyondTheSystemsLimit() throws Exception {
        assertThat(socket.receiveBufferForce(64 << 20)).isEqualTo(128 << 20);
        assertThat(socket.sendBufferForce(8 << 20)).isEqualTo(16 << 20);
    }

    @Test
    void aRequestIsAnsweredWithItsSequence() throws Exception {
        MessageWriter request = new MessageWriter(64);
        request.begin(18, Message.F_REQUEST, 99).pad(4).u32(1).pad(8).end();
        socket.send(request.datagram());
        ByteBuffer answer = room(65_536);
        assertThat(socket.poll(1_000)).isTrue();
        assertThat(socket.receive(answer, true)).isGreaterThan(32);
        Message message = new Message().over(answer);
        assertThat(message.next()).isTrue();
        assertThat(message.type()).isEqualTo(RTM_NEWLINK);
        assertThat(message.sequence()).isEqualTo(99);
        assertThat(message.portId()).isEqualTo(socket.portId());
    }

    @Test
    void aDatagramLongerThanTheBufferIsAnError() throws Exception {
        MessageWriter request = new MessageWriter(64);
        request.begin(18, Message.F_REQUEST, 99).pad(4).u32(1).pad(8).end();
        socket.send(request.datagram());
        assertThatThrownBy(() -> socket.receive(room(64), true))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EMSGSIZE));
    }

    @Test
    void announcementsComeInBatches() throws Exception {
        socket.join(RTNLGRP_LINK);
        namespace.ip("link add d0 type bridge");
        namespace.ip("link del d0");
        int[] types = new int[65_536];
        ReceiveBatch batch = new ReceiveBatch(8, 8_192);
        assertThat(drain(socket, batch, types)).isZero();
        assertThat(types[RTM_NEWLINK]).isPositive();
        assertThat(types[RTM_DELLINK]).isEqualTo(1);
    }

    @Test
    void aDatagramCutShortIsMarkedInItsSlot() throws Exception {
        socket.join(RTNLGRP_LINK);
        namespace.ip("link add d0 type bridge");
        ReceiveBatch batch = new ReceiveBatch(1, 64);
        assertThat(socket.receive(batch, true)).isEqualTo(1);
        assertThat(batch.truncated(0)).isTrue();
        assertThat(batch.lengthBytes(0)).isEqualTo(64);
    }

    @Test
    void anOverrunIsReportedAndNotSwallowed() throws Exception {
        socket.receiveBufferForce(4_096);
        socket.join(RTNLGRP_LINK);
        for (int i = 0; i < 8; i++) {
            namespace.ip("link add d" + i + " type bridge");
        }
        assertThat(drain(socket, new ReceiveBatch(8, 8_192), new int[65_536])).isPositive();
        namespace.ip("link del d0");
        int[] types = new int[65_536];
        assertThat(drain(socket, new ReceiveBatch(8, 8_192), types)).isZero();
        assertThat(types[RTM_DELLINK]).isEqualTo(1);
    }

    @Test
    void aFilterDropsInTheKernelWhatItDoesNotKeep() throws Exception {
        // nlmsg_type is in native order, the load is not: 16 is seen as 0x1000.
        int newLink = Short.toUnsignedInt(Short.reverseBytes((short) RTM_NEWLINK));
        if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
            newLink = RTM_NEWLINK;
        }
        socket.attachFilter(
                new SocketFilter(
                        List.of(
                                new SocketFilter.Instruction(SocketFilter.LOAD_HALF, 4),
                                new SocketFilter.Instruction(
                                        SocketFilter.JUMP_IF_EQUAL, 0, 1, newLink),
                                new SocketFilter.Instruction(SocketFilter.RETURN, 0),
                                new SocketFilter.Instruction(
                                        SocketFilter.RETURN, SocketFilter.WHOLE))));
        socket.join(RTNLGRP_LINK);
        namespace.ip("link add d0 type bridge");
        namespace.ip("link del d0");
        int[] types = new int[65_536];
        drain(socket, new ReceiveBatch(8, 8_192), types);
        assertThat(types[RTM_NEWLINK]).isZero();
        assertThat(types[RTM_DELLINK]).isEqualTo(1);
    }

    @Test
    void anotherThreadEndsTheWait() throws Exception {
        try (Wakeup wakeup = Wakeup.open()) {
            wakeup.signal();
            assertThat(socket.poll(wakeup)).isFalse();
            assertThat(socket.poll(wakeup)).isFalse();
        }
    }

    @Test
    void aGroupThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> socket.join(9_999))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("NETLINK_ADD_MEMBERSHIP");
    }

    @Test
    void receivingIntoTheSameBufferAllocatesNothing() throws Exception {
        ByteBuffer into = room(8_192);
        ReceiveBatch batch = new ReceiveBatch(8, 1_024);
        MessageWriter request = new MessageWriter(64);
        request.begin(18, Message.F_REQUEST, 99).pad(4).u32(1).pad(8).end();
        for (int i = 0; i < 20_000; i++) {
            once(request, into, batch);
        }
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            once(request, into, batch);
        }
        long perRound = (threads.getCurrentThreadAllocatedBytes() - before) / 10_000;
        assertThat(perRound).isLessThan(16);
    }

    private void once(MessageWriter request, ByteBuffer into, ReceiveBatch batch) throws Exception {
        socket.send(request.datagram());
        socket.poll(1_000);
        socket.receive(into, false);
        socket.receive(batch, false);
    }
}
