package org.bridgewall.agent.netlink.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.sync.flow.AddressFilter;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class ConntrackEventsTest {
    private static final int MIB = 1 << 20;
    private static final int SYN_RECV = 2;
    private static final int ESTABLISHED = 3;

    private final RecordingHandler handler = new RecordingHandler();
    private Room room;

    @BeforeEach
    void enterANamespace() throws Exception {
        room = new Room();
        // Connection tracking begins where a rule asks for it.
        room.run(() ->
                Room.shell(
                        "nft add table inet t;"
                                + "nft 'add chain inet t c { type filter hook output"
                                + " priority 0; }';"
                                + "nft add rule inet t c ct state established accept"));
    }

    @AfterEach
    void leave() {
        room.close();
    }

    @Test
    void aConnectionIsToldFromItsFirstAnswerToItsNaturalDeath() throws Exception {
        room.run(() -> {
            Room.sysctl("net/netfilter/nf_conntrack_tcp_timeout_time_wait", "1");
            Room.sysctl("net/netfilter/nf_conntrack_tcp_timeout_last_ack", "1");
            try (ConntrackEvents events = ConntrackEvents.open(MIB, FlowFilter.ANSWERED)) {
                connectOnce(InetAddress.ofLiteral("127.0.0.1"));
                connectOnce(InetAddress.ofLiteral("::1"));
                events.drain(handler, 1_000);

                assertThat(handler.tcpStates).startsWith(SYN_RECV, ESTABLISHED);
                assertThat(handler.changed)
                        .anyMatch(tuple -> tuple.startsWith("tcp 127.0.0.1:"))
                        .anyMatch(tuple -> tuple.startsWith("tcp [0:0:0:0:0:0:0:1]:"));
                await().atMost(Duration.ofSeconds(30))
                        .pollInSameThread()
                        .until(() -> buried(events) == 2);
                assertThat(handler.changed).containsAll(handler.gone);
                assertThat(handler.overruns).isZero();
            }
        });
    }

    @Test
    void loopbackIsNotToldWhereTheFilterSaysSo() throws Exception {
        room.run(() -> {
            FlowFilter filter = FlowFilter.ANSWERED.and(AddressFilter.exceptLoopback());
            try (ConntrackEvents events = ConntrackEvents.open(MIB, filter)) {
                connectOnce(InetAddress.ofLiteral("127.0.0.1"));
                events.drain(handler, 1_000);

                assertThat(handler.changed).isEmpty();
                assertThat(events.filtered()).isPositive();
            }
        });
    }

    @Test
    void whatOurOwnSocketsCauseIsDroppedInTheKernel() throws Exception {
        List<Flow> flows = new KernelFlows(new Random(51), false).list(300);
        room.run(() -> {
            try (ConntrackCommit commit = ConntrackCommit.open();
                    ConntrackFlush ours = ConntrackFlush.open();
                    ConntrackFlush foreign = ConntrackFlush.open();
                    ConntrackEvents events =
                            ConntrackEvents.open(
                                    MIB, FlowFilter.ALL, commit.portId(), ours.portId())) {
                commit.commit(FlowList.of(flows));
                ours.flush(FlowList.of(flows.subList(0, 200)));
                assertThat(events.drain(handler, 1_000)).isZero();

                foreign.flush(FlowList.of(flows.subList(200, 300)));
                assertThat(events.drain(handler, 1_000)).isEqualTo(100);
                assertThat(handler.gone).hasSize(100);
            }
        });
    }

    @Test
    void anOverrunIsTold() throws Exception {
        List<Flow> flows = new KernelFlows(new Random(52), false).list(2_000);
        room.run(() -> {
            try (ConntrackCommit commit = ConntrackCommit.open();
                    ConntrackFlush flush = ConntrackFlush.open();
                    ConntrackEvents events = ConntrackEvents.open(16 * 1024, FlowFilter.ALL)) {
                commit.commit(FlowList.of(flows));
                flush.flush(FlowList.of(flows));
                events.drain(handler, 10_000);

                assertThat(handler.overruns).isPositive();
                assertThat(events.overruns()).isEqualTo(handler.overruns);
                assertThat(handler.gone.size()).isBetween(1, 1_000);
                assertThat(events.drain(handler, 10_000)).isZero();
            }
        });
    }

    @Test
    void aDrainStopsNearItsLimitAndGoesOnLater() throws Exception {
        List<Flow> flows = new KernelFlows(new Random(53), false).list(1_000);
        room.run(() -> {
            try (ConntrackCommit commit = ConntrackCommit.open();
                    ConntrackFlush flush = ConntrackFlush.open();
                    ConntrackEvents events = ConntrackEvents.open(4 * MIB, FlowFilter.ALL)) {
                commit.commit(FlowList.of(flows));
                assertThat(events.await(0)).isFalse();
                flush.flush(FlowList.of(flows));
                assertThat(events.await(0)).isTrue();

                assertThat(events.drain(handler, 300)).isBetween(300, 512);
                events.drain(handler, 10_000);
                assertThat(handler.gone).hasSize(1_000);
                assertThat(events.received()).isEqualTo(1_000);
            }
        });
    }

    private int buried(ConntrackEvents events) throws Exception {
        // Reading the table is what makes the kernel notice at once that an entry has expired.
        Canonical.ofKernel();
        try {
            events.drain(handler, 1_000);
        } catch (LinuxException e) {
            throw new AssertionError(e);
        }
        return handler.gone.size();
    }

    private static void connectOnce(InetAddress address) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, address);
                Socket client = new Socket(address, server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write(1);
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
        }
    }
}
