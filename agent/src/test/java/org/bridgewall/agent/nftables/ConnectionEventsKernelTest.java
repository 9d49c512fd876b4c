package org.bridgewall.agent.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackHandler;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a connection that the policy judges: by the kernel's events, and by the tap. */
@Tag("kernel")
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionEventsKernelTest {
    private static final int SMTP = 25;
    private static final int SYN_RECV = 2;
    private static final int ESTABLISHED = 3;
    private static final int FIN_WAIT = 4;
    private static final int CLOSE_WAIT = 5;
    private static final int LAST_ACK = 6;
    private static final int TIME_WAIT = 7;
    private static final int CLOSE = 8;

    private final BridgeLab lab;
    private final States states = new States();
    private final boolean tapped;

    ConnectionEventsKernelTest(boolean tapped) {
        if (tapped) {
            assumeDescribed();
        }
        this.tapped = tapped;
        this.lab = new BridgeLab();
    }

    /** A tap needs a kernel that describes itself. */
    static void assumeDescribed() {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "CONFIG_DEBUG_INFO_BTF");
    }

    /** The TCP states of the events, in order. */
    private static final class States implements ConntrackHandler {
        final List<Integer> seen = new ArrayList<>();
        int gone;

        @Override
        public void changed(Flow flow) {
            seen.add(flow.tcpState);
        }

        @Override
        public void gone(Flow flow) {
            gone++;
        }

        @Override
        public void overrun() {
            throw new IllegalStateException("events were lost");
        }
    }

    @BeforeEach
    void applyExample() throws Exception {
        InstancePorts ports =
                new InstancePorts(
                        "dmz", "br0", "up0", List.of("dn0"), 0, InstancePorts.Bpdus.DROP, tapped);
        new NftPolicy(lab.nft(), ports).apply(Policies.aquilante(), new PolicyStamp(1, "aa01"));
        lab.sysctl("net.netfilter.nf_conntrack_events=1");
    }

    @AfterEach
    void removeNamespaces() {
        lab.close();
    }

    @Test
    void aFinMakesNoEventButItsAcknowledgementDoes() throws Exception {
        try (ConntrackEvents events = events();
                ServerSocket listener = listen();
                Socket near = connect();
                Socket far = listener.accept()) {
            await(events, ESTABLISHED);
            near.shutdownOutput();
            await(events, CLOSE_WAIT);
            far.shutdownOutput();
            await(events, TIME_WAIT);
        }

        assertThat(states.seen).doesNotContain(FIN_WAIT, LAST_ACK);
    }

    @Test
    void theAnswerToASynMakesNoEventButTheEstablishmentDoes() throws Exception {
        try (ConntrackEvents events = events();
                ServerSocket listener = listen();
                Socket near = connect();
                Socket far = listener.accept()) {
            await(events, ESTABLISHED);
            assertThat(near.isConnected() && far.isConnected()).isTrue();
        }

        assertThat(states.seen).doesNotContain(SYN_RECV);
    }

    @Test
    void aResetMakesAnEvent() throws Exception {
        try (ConntrackEvents events = events();
                ServerSocket listener = listen();
                Socket near = connect()) {
            Socket far = listener.accept();
            await(events, ESTABLISHED);
            far.setSoLinger(true, 0);
            far.close();
            assertThat(near.isConnected()).isTrue();
            await(events, CLOSE);
        }
    }

    @Test
    void whatBothEndsClosedEndsUnheardAndWhatIsCutOffDoesNot() throws Exception {
        lab.sysctl("net.netfilter.nf_conntrack_tcp_timeout_time_wait=1");
        try (ConntrackEvents events = events();
                ServerSocket listener = listen();
                Socket cutOff = connect();
                Socket alsoCutOff = listener.accept()) {
            await(events, ESTABLISHED);
            states.seen.clear();
            try (Socket near = connect();
                    Socket far = listener.accept()) {
                await(events, ESTABLISHED);
                near.shutdownOutput();
                far.shutdownOutput();
                await(events, TIME_WAIT);
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> entries() == 1);
            events.drain(states, 1_000);
            assertThat(states.gone).isZero();

            lab.onNode("conntrack", "-D", "-p", "tcp");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> {
                        events.drain(states, 1_000);
                        return states.gone == 1;
                    });
            assertThat(cutOff.isConnected() && alsoCutOff.isConnected()).isTrue();
        }
    }

    private long entries() {
        return lab.onNode("conntrack", "-L", "-p", "tcp")
                .lines()
                .filter(line -> line.startsWith("tcp "))
                .count();
    }

    private ConntrackEvents events() throws IOException {
        return lab.within(
                lab.node,
                () -> {
                    ConntrackEvents events = ConntrackEvents.open(4 << 20, FlowFilter.ANSWERED);
                    if (tapped) {
                        events.tap(1 << 20);
                    }
                    return events;
                });
    }

    private ServerSocket listen() throws IOException {
        return lab.within(
                lab.server,
                () -> new ServerSocket(SMTP, 5, InetAddress.getByName(BridgeLab.SERVER4)));
    }

    private Socket connect() throws IOException {
        return lab.connect(lab.client, BridgeLab.SERVER4, SMTP, 2000);
    }

    private void await(ConntrackEvents events, int state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    events.drain(states, 1_000);
                    return states.seen.contains(state);
                });
    }
}
