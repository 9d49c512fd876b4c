package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.FtpSession;
import org.bridgewall.agent.netlink.conntrack.RawTable;
import org.bridgewall.agent.netlink.conntrack.Room;
import org.bridgewall.sync.flow.Expectation;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the kernel's own FTP helper expects in one namespace, replicated and committed in another;
 * judged by the conntrack tool, attribute by attribute, and by a connection that meets it.
 */
@Tag("kernel")
class ExpectationRoundTripTest {
    private static final String PASSIVE = "227 Entering Passive Mode (127,0,0,1,201,11)";
    private static final int PASSIVE_PORT = 201 * 256 + 11;
    private static final InetAddress V4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress V6 = InetAddress.ofLiteral("::1");
    private static final int EVENT_BUFFER_BYTES = 1 << 20;

    private final ReplicatedPair pair = new ReplicatedPair();
    private Room active;
    private Room standby;
    private ConntrackEvents events;
    private ConntrackLookup lookup;
    private FlowIntake intake;

    @BeforeEach
    void enterTwoNamespaces() throws Exception {
        active = new Room();
        standby = new Room();
        standby.run(FtpSession::rules);
        active.run(FtpSession::rules);
        events = active.call(() -> ConntrackEvents.open(EVENT_BUFFER_BYTES, FlowFilter.ANSWERED));
        lookup = active.call(ConntrackLookup::open);
        intake = new FlowIntake(pair.active.internal(), lookup);
    }

    @AfterEach
    void leave() {
        events.close();
        lookup.close();
        active.close();
        standby.close();
    }

    @Test
    void aPassiveTransferIsExpectedOnTheOtherNode() throws Exception {
        active.run(() -> {
            try (FtpSession session = new FtpSession(V4)) {
                session.command("PASV");
                session.answer(PASSIVE);
                drain();
                List<Expectation> written = takeOver();
                assertThat(written).hasSize(1);
                assertThat(written.getFirst().helper).isEqualTo("ftp");
                assertTablesAreEqual();
            }
        });
    }

    @Test
    void aTransferThroughTranslationIsExpectedOnTheOtherNode() throws Exception {
        active.run(() -> {
            try (FtpSession session = new FtpSession(V4)) {
                assertThat(session.command("PORT 127,0,0,1,200,10"))
                        .as("the helper translates")
                        .isEqualTo("PORT 127,0,0,100,200,10");
                drain();
                List<Expectation> written = takeOver();
                assertThat(written).hasSize(1);
                assertThat(written.getFirst().translation.isPresent()).isTrue();
                assertThat(written.getFirst().function).isEqualTo("nat-follow-master");
                assertTablesAreEqual();
                assertThat(rawFlow("127.0.0.1").keySet())
                        .as("the control connection's sequence adjustment")
                        .contains("15.1", "15.2", "15.3");
            }
        });
    }

    @Test
    void aTransferOverIpv6IsExpectedOnTheOtherNode() throws Exception {
        active.run(() -> {
            try (FtpSession session = new FtpSession(V6)) {
                session.command("EPSV");
                session.answer("229 Entering Extended Passive Mode (|||51467|)");
                drain();
                assertThat(takeOver()).hasSize(1);
                assertTablesAreEqual();
            }
        });
    }

    @Test
    void theSameAddressesInTwoZonesAreToldApart() throws Exception {
        active.run(() -> {
            // Every connection to port 21 goes to zone 7, where a flow of zone 0 has its addresses.
            Room.shell(
                    "nft add chain inet ftp z '{ type filter hook output priority -300; }';"
                            + "nft add rule inet ftp z tcp dport 21 ct zone set 7;"
                            + "nft add rule inet ftp z tcp sport 21 ct zone set 7");
            try (FtpSession session = new FtpSession(V6)) {
                Room.shell(
                        "conntrack -I -s ::1 -d ::1 -p tcp --sport "
                                + session.clientPort()
                                + " --dport 21 --state ESTABLISHED -t 600 -u SEEN_REPLY,ASSURED"
                                + " 2>&1");
                session.command("EPSV");
                session.answer("229 Entering Extended Passive Mode (|||51467|)");
                readFlows();
                drain();
                List<Expectation> written = takeOver();
                assertThat(written).hasSize(1);
                assertThat(written.getFirst().zone).isEqualTo(7);
                assertTablesAreEqual();
            }
            Room.shell("conntrack -F 2>&1");
            drain();
            assertThat(replicated()).isEmpty();
        });
    }

    @Test
    void aDumpFindsWhatEventsDidNotTell() throws Exception {
        active.run(() -> {
            try (FtpSession session = new FtpSession(V6);
                    ConntrackEvents unheard = events) {
                session.command("EPSV");
                session.answer("229 Entering Extended Passive Mode (|||51467|)");
                assertThat(unheard).isNotNull();
                readFlows();
                assertThat(intake.expectations().resynchronise()).isEqualTo(1);
                assertThat(takeOver()).hasSize(1);
                assertTablesAreEqual();
            }
            Room.shell("conntrack -F 2>&1");
            intake.expectations().resynchronise();
            assertThat(replicated()).isEmpty();
        });
    }

    @Test
    void anExpectationThatIsMetIsNoLongerReplicated() throws Exception {
        active.run(() -> {
            try (FtpSession session = new FtpSession(V6);
                    ServerSocket data = new ServerSocket(PASSIVE_PORT, 1, V6)) {
                session.command("EPSV");
                session.answer("229 Entering Extended Passive Mode (|||" + PASSIVE_PORT + "|)");
                drain();
                assertThat(replicated()).hasSize(1);
                try (Socket met = new Socket(V6, PASSIVE_PORT)) {
                    assertThat(met.isConnected()).isTrue();
                    drain();
                    assertThat(replicated()).isEmpty();
                }
                assertThat(data.isBound()).isTrue();
            }
        });
    }

    @Test
    void aConnectionMeetsACommittedExpectation() throws Exception {
        active.run(() -> {
            try (FtpSession session = new FtpSession(V6)) {
                session.command("EPSV");
                session.answer("229 Entering Extended Passive Mode (|||" + PASSIVE_PORT + "|)");
                drain();
                takeOver();
            }
        });
        standby.run(() -> {
            try (ServerSocket data = new ServerSocket(PASSIVE_PORT, 1, V6);
                    Socket met = new Socket(V6, PASSIVE_PORT);
                    Socket accepted = data.accept()) {
                met.getOutputStream().write(1);
                assertThat(accepted.getInputStream().read()).isEqualTo(1);
                List<Flow> related = new ArrayList<>();
                try (ConntrackDump dump = ConntrackDump.open(flow -> flow.master.isPresent())) {
                    dump.run((Flow flow) -> {
                        related.add(flow);
                        assertThat(flow.original.destinationPort).isEqualTo(PASSIVE_PORT);
                        assertThat(flow.master.destinationPort).isEqualTo(21);
                        assertThat(flow.helperLength).as("no control connection").isZero();
                    });
                }
                assertThat(related).hasSize(1);
                assertThat(RawTable.ofExpectations()).isEmpty();
            }
        });
    }

    @Test
    void anExpectationKeepsWhatIsLeftOfItsTimeAndThenEnds() throws Exception {
        active.run(() -> {
            try (FtpSession session = new FtpSession(V6)) {
                session.command("EPSV");
                session.answer("229 Entering Extended Passive Mode (|||" + PASSIVE_PORT + "|)");
                drain();
                pair.settle();
            }
        });
        List<Expectation> replica = pair.replicaExpectations();
        assertThat(replica).hasSize(1);
        assertThat(replica.getFirst().timeoutSeconds).isBetween(200, 300);
        replica.getFirst().timeoutSeconds = 1;
        standby.run(() -> {
            try (FlowTable table = table()) {
                table.commit(pair.replicaFlows());
                assertThat(table.commitExpectations(replica, List.of()))
                        .isEqualTo("; 1 of 1 expectations written");
                await().atMost(Duration.ofSeconds(20))
                        .pollInSameThread()
                        .until(() -> RawTable.ofExpectations().isEmpty());
            }
        });
    }

    @Test
    void aLaterPassTakesBackWhatIsNoMoreAndADemotionAllOfThem() throws Exception {
        active.run(() -> {
            try (FtpSession session = new FtpSession(V6)) {
                session.command("EPSV");
                session.answer("229 Entering Extended Passive Mode (|||" + PASSIVE_PORT + "|)");
                drain();
                pair.settle();
            }
        });
        List<Expectation> replica = pair.replicaExpectations();
        standby.run(() -> {
            try (FlowTable table = table()) {
                assertThat(table.commitExpectations(replica, List.of()))
                        .as("without its master")
                        .contains("0 of 1 expectations written, 1 refused")
                        .contains(Errno.describe(Errno.ENOENT));
                table.commit(pair.replicaFlows());
                table.commitExpectations(replica, List.of());
                table.commitExpectations(replica, replica);
                assertThat(RawTable.ofExpectations()).hasSize(1);

                assertThat(table.commitExpectations(List.of(), replica)).isEmpty();
                assertThat(RawTable.ofExpectations()).isEmpty();

                table.commitExpectations(replica, List.of());
                assertThat(RawTable.ofExpectations()).hasSize(1);
                table.clear(OwnFlows.of(Optional.empty()));
                assertThat(RawTable.ofExpectations()).isEmpty();
            }
        });
    }

    private static FlowTable table() throws Exception {
        return FlowTable.open(FlowFilter.ANSWERED);
    }

    private void readFlows() throws Exception {
        try (ConntrackDump dump = ConntrackDump.open(FlowFilter.ANSWERED)) {
            dump.run(intake::changed);
        }
    }

    private void drain() throws Exception {
        events.drain(intake, Integer.MAX_VALUE);
        assertThat(intake.takeOverrun()).isFalse();
    }

    private List<Expectation> replicated() {
        pair.settle();
        return pair.replicaExpectations();
    }

    /** Commits the replica in the standby's namespace; while the session here goes on. */
    private List<Expectation> takeOver() throws Exception {
        List<Expectation> replica = replicated();
        standby.run(() -> {
            try (FlowTable table = table()) {
                assertThat(table.commit(pair.replicaFlows()).good()).isTrue();
                String said = table.commitExpectations(replica, List.of());
                assertThat(said).doesNotContain("refused");
            }
        });
        return replica;
    }

    private void assertTablesAreEqual() throws Exception {
        List<String> expected = tool();
        assertThat(expected).isNotEmpty();
        assertThat(standby.call(ExpectationRoundTripTest::tool)).isEqualTo(expected);
        assertThat(standby.call(ExpectationRoundTripTest::raw)).isEqualTo(raw());
    }

    private static List<String> tool() throws Exception {
        return Room.shell(
                        "conntrack -L expect -f ipv4 -o xml 2>/dev/null;"
                                + "conntrack -L expect -f ipv6 -o xml 2>/dev/null")
                .lines()
                .filter(line -> line.startsWith("<flow>"))
                .map(line -> line.replaceAll("<timeout>[^<]*</timeout>", ""))
                .sorted()
                .toList();
    }

    /** Every attribute but CTA_EXPECT_TIMEOUT and _ID. */
    private static Map<String, Map<String, String>> raw() throws Exception {
        var table = RawTable.ofExpectations();
        table.values().forEach(entry -> entry.keySet().removeAll(List.of("4", "5")));
        return table;
    }

    private Map<String, String> rawFlow(String source) throws Exception {
        byte[] address = InetAddress.ofLiteral(source).getAddress();
        String hex = java.util.HexFormat.of().formatHex(address);
        return standby.call(RawTable::ofFlows).values().stream()
                .filter(entry -> hex.equals(entry.get("1.1.1")))
                .findFirst()
                .orElseThrow();
    }
}
