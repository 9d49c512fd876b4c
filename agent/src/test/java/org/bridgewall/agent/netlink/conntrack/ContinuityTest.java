package org.bridgewall.agent.netlink.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A live connection behind rules that refuse what is invalid and what is new without SYN: it goes
 * on where its entry is committed anew, in both directions, and dies where it is not.
 */
@Tag("kernel")
class ContinuityTest {
    private static final String RULES =
            "nft add table inet t;"
                    + "nft 'add chain inet t c { type filter hook input priority 0; }';"
                    + "nft add rule inet t c ct state invalid drop;"
                    + "nft add rule inet t c 'ct state new tcp flags & (syn|ack) != syn drop'";

    @Test
    void aConnectionGoesOnWithItsCommittedEntryWhicheverSideSpeaksFirst() throws Exception {
        for (String address : new String[] {"127.0.0.1", "::1"}) {
            for (boolean serverFirst : new boolean[] {false, true}) {
                try (Room room = new Room()) {
                    room.run(() -> replace(address, serverFirst));
                }
            }
        }
    }

    private static void replace(String address, boolean serverFirst) throws Exception {
        Room.shell(RULES);
        Room.sysctl("net/netfilter/nf_conntrack_tcp_be_liberal", "0");
        InetAddress local = InetAddress.ofLiteral(address);
        try (ServerSocket server = new ServerSocket(0, 1, local);
                Socket client = new Socket(local, server.getLocalPort());
                Socket accepted = server.accept()) {
            Socket first = serverFirst ? accepted : client;
            Socket second = serverFirst ? client : accepted;
            for (int i = 0; i < 50; i++) {
                pass(first, second, 10_000);
                pass(second, first, 10_000);
            }
            FlowSnapshot table = takeTable();
            try (ConntrackCommit commit = ConntrackCommit.open()) {
                assertThat(commit.commit(table).created()).isEqualTo(1);
            }
            for (int i = 0; i < 50; i++) {
                pass(first, second, 10_000);
                pass(second, first, 10_000);
            }
        }
    }

    @Test
    void withoutItTheConnectionDies() throws Exception {
        try (Room room = new Room()) {
            room.run(() -> {
                Room.shell(RULES);
                InetAddress local = InetAddress.ofLiteral("127.0.0.1");
                try (ServerSocket server = new ServerSocket(0, 1, local);
                        Socket client = new Socket(local, server.getLocalPort());
                        Socket accepted = server.accept()) {
                    pass(client, accepted, 10);
                    takeTable();
                    accepted.setSoTimeout(1_000);
                    assertThatThrownBy(() -> pass(client, accepted, 10))
                            .isInstanceOf(SocketTimeoutException.class);
                }
            });
        }
    }

    /** Empties the kernel's table and returns what was in it. */
    private static FlowSnapshot takeTable() throws Exception {
        FlowSnapshot table = new FlowSnapshot();
        try (ConntrackDump dump = ConntrackDump.open(FlowFilter.ALL);
                ConntrackFlush flush = ConntrackFlush.open()) {
            dump.run((Flow flow) -> table.add(flow));
            assertThat(flush.flush(table).deleted()).isEqualTo(1);
        }
        assertThat(ConntrackTableSize.read().entries()).isZero();
        return table;
    }

    private static void pass(Socket from, Socket to, int bytes) throws Exception {
        from.getOutputStream().write(new byte[bytes]);
        assertThat(to.getInputStream().readNBytes(bytes)).hasSize(bytes);
    }
}
