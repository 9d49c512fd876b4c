package org.bridgewall.agent.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackHandler;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tap tells of a connection, beside what the kernel answers when asked for it. */
@Tag("kernel")
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TappedConnectionsKernelTest {
    private static final int SMTP = 25;
    private static final int ZONE = 7;

    /** The least that a ring may have: room for some 250 changes. */
    private static final int SMALL_RING = 1 << 16;

    private final BridgeLab lab;
    private final List<String> told = new ArrayList<>();
    private int timeoutSeconds;
    private final ConntrackEvents events;
    private final ConntrackLookup lookup;

    TappedConnectionsKernelTest() throws IOException {
        ConnectionEventsKernelTest.assumeDescribed();
        lab = new BridgeLab();
        events =
                lab.within(
                        lab.node,
                        () -> {
                            ConntrackEvents opened =
                                    ConntrackEvents.open(4 << 20, FlowFilter.ANSWERED);
                            opened.tap(SMALL_RING);
                            return opened;
                        });
        lookup = lab.within(lab.node, ConntrackLookup::open);
    }

    /** Notes each flow as its bytes, and what kind of news it was. */
    private final class Notes implements ConntrackHandler {
        @Override
        public void changed(Flow flow) {
            told.add("changed " + bytes(flow));
            timeoutSeconds = flow.timeoutSeconds;
        }

        @Override
        public void gone(Flow flow) {
            told.add("gone");
        }

        @Override
        public void unsure(Flow flow) {
            told.add("unsure");
        }

        @Override
        public void overrun() {
            told.add("overrun");
        }
    }

    private static String bytes(Flow flow) {
        FlowCodec codec = new FlowCodec();
        byte[] key = new byte[FlowCodec.MAX_KEY_BYTES];
        byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];
        int keyBytes = codec.encodeKey(flow, key, 0);
        int valueBytes = codec.encodeValue(flow, value, 0);
        return HexFormat.of().formatHex(Arrays.copyOf(key, keyBytes))
                + " "
                + HexFormat.of().formatHex(Arrays.copyOf(value, valueBytes));
    }

    private void policy(int zone) throws Exception {
        InstancePorts ports =
                new InstancePorts(
                        "dmz", "br0", "up0", List.of("dn0"), zone, InstancePorts.Bpdus.DROP, true);
        new NftPolicy(lab.nft(), ports).apply(Policies.aquilante(), new PolicyStamp(1, "aa01"));
    }

    @BeforeEach
    void applyExample() throws Exception {
        policy(0);
        lab.sysctl("net.netfilter.nf_conntrack_events=1");
    }

    @AfterEach
    void remove() {
        events.close();
        lookup.close();
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {BridgeLab.SERVER4, BridgeLab.SERVER6})
    void isWhatTheKernelAnswers(String server) throws Exception {
        assertAlike(server, 0);
    }

    @Test
    void zoneIncluded() throws Exception {
        policy(ZONE);
        assertAlike(BridgeLab.SERVER4, ZONE);
    }

    private void assertAlike(String server, int zone) throws Exception {
        try (ServerSocket listener = listen(server);
                Socket near = lab.connect(lab.client, server, SMTP, 2000);
                Socket far = listener.accept()) {
            drainUntil(1);
            assertThat(far.isConnected()).isTrue();
            Flow asked = new Flow();
            asked.original.family = near.getInetAddress().getAddress().length == 4 ? 2 : 10;
            asked.original.protocol = 6;
            byte[] from = near.getLocalAddress().getAddress();
            byte[] to = near.getInetAddress().getAddress();
            System.arraycopy(from, 0, asked.original.source, 0, from.length);
            System.arraycopy(to, 0, asked.original.destination, 0, to.length);
            asked.original.sourcePort = near.getLocalPort();
            asked.original.destinationPort = SMTP;
            asked.zone = zone;
            assertThat(lookup.complete(asked)).isTrue();
            assertThat(told).containsExactly("changed " + bytes(asked));
            assertThat(timeoutSeconds).isBetween(asked.timeoutSeconds, asked.timeoutSeconds + 60);
        }
    }

    @Test
    void whatHasMoreToItIsToBeAskedFor() throws Exception {
        lab.onNode(
                "nft",
                """
                table inet patience {
                  ct timeout short { protocol tcp; policy = { established : 77 }; }
                  chain forward { type filter hook forward priority -5; ct timeout set "short"; }
                }
                """);
        try (ServerSocket listener = listen(BridgeLab.SERVER4);
                Socket near = lab.connect(lab.client, BridgeLab.SERVER4, SMTP, 2000);
                Socket far = listener.accept()) {
            drainUntil(1);
            assertThat(told).containsExactly("unsure");
            assertThat(near.isConnected() && far.isConnected()).isTrue();
        }
    }

    /** Between the socket and the tap there is no order: whoever comes second settles nothing. */
    @Test
    void whatBothNameIsToBeAskedFor() throws Exception {
        try (ServerSocket listener = listen(BridgeLab.SERVER4);
                Socket near = lab.connect(lab.client, BridgeLab.SERVER4, SMTP, 2000);
                Socket far = listener.accept()) {
            awaitEstablished();
            lab.onNode("conntrack", "-D", "-p", "tcp");
            events.drain(new Notes(), 100);
            assertThat(told).containsExactly("gone", "unsure");
            told.clear();
            events.drain(new Notes(), 100);

            try (Socket second = lab.connect(lab.client, BridgeLab.SERVER4, SMTP, 2000);
                    Socket alsoFar = listener.accept()) {
                awaitEstablished();
                events.drain(new Notes(), 100);
                lab.onNode("conntrack", "-D", "-p", "tcp");
                events.drain(new Notes(), 100);
                assertThat(told).hasSize(2);
                assertThat(told.getFirst()).startsWith("changed");
                assertThat(told.getLast()).isEqualTo("unsure");
                assertThat(second.isConnected() && alsoFar.isConnected()).isTrue();
            }
            assertThat(near.isConnected() && far.isConnected()).isTrue();
        }
    }

    @Test
    void whatFoundNoRoomIsTold() throws Exception {
        List<Socket> open = new ArrayList<>();
        try (ServerSocket listener = listen(BridgeLab.SERVER4)) {
            for (int i = 0; i < 300; i++) {
                open.add(lab.connect(lab.client, BridgeLab.SERVER4, SMTP, 2000));
                open.add(listener.accept());
            }
            awaitEstablished();
            events.drain(new Notes(), 1_000);
            assertThat(told).contains("overrun");
            told.clear();
            events.drain(new Notes(), 1_000);
            assertThat(told).doesNotContain("overrun");
        } finally {
            for (Socket each : open) {
                each.close();
            }
        }
    }

    private void awaitEstablished() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> !lab.onNode("conntrack", "-L", "-p", "tcp").contains("SYN_"));
    }

    private ServerSocket listen(String address) throws IOException {
        return lab.within(
                lab.server, () -> new ServerSocket(SMTP, 400, InetAddress.getByName(address)));
    }

    private void drainUntil(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    events.drain(new Notes(), 1_000);
                    return told.size() >= count;
                });
    }
}
