package org.bridgewall.agent.netlink.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.bridgewall.sync.flow.FlowStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class ConntrackCommitTest {
    private Room room;

    @BeforeEach
    void enterANamespace() throws Exception {
        room = new Room();
        // Labels exist only where a rule uses them, NAT marks only where a hook is.
        room.run(() ->
                Room.shell(
                        "nft add table inet t;"
                                + "nft 'add chain inet t c { type filter hook input"
                                + " priority 0; }';"
                                + "nft add rule inet t c ct label set 1"));
    }

    @AfterEach
    void leave() {
        room.close();
    }

    @Test
    void theKernelHoldsEveryFlowAsItWasCommitted() throws Exception {
        long seed = 41;
        List<Flow> flows = new KernelFlows(new Random(seed), true).list(2_000);

        room.run(() -> {
            CommitResult result = commit(FlowList.of(flows));
            assertThat(result.failures()).as("seed %d", seed).isEmpty();
            assertThat(result.created()).isEqualTo(flows.size());
            assertThat(result.complete()).isTrue();
            assertThat(Canonical.ofKernel()).as("seed %d", seed).isEqualTo(Canonical.of(flows));
            assertThat(ConntrackTableSize.read().entries()).isEqualTo(flows.size());
        });
    }

    @Test
    void aLiveEntryIsNeverReplaced() throws Exception {
        Flow replica = WarmUpFlows.tcp();
        replica.original.sourcePort = 5;
        replica.reply.invert(replica.original);
        room.run(() -> {
            Room.shell(
                    "conntrack -I -s 192.0.2.1 -d 198.51.100.1 -p tcp --sport 5"
                            + " --dport 443 --state TIME_WAIT -u SEEN_REPLY -t 99 -m 77");
            CommitResult result = commit(FlowList.of(replica));

            assertThat(result.alreadyThere()).isEqualTo(1);
            assertThat(result.created()).isZero();
            assertThat(result.complete()).isTrue();
            assertThat(Room.shell("conntrack -L")).contains("TIME_WAIT").contains("mark=77");
        });
    }

    @Test
    void aRelatedFlowIsWrittenAfterItsMasterWhateverTheOrder() throws Exception {
        Flow master = numbered(1);
        Flow child = numbered(2);
        Flow grandchild = numbered(3);
        Flow fourth = numbered(4);
        Flow fifth = numbered(5);
        child.master.copyFrom(master.original);
        grandchild.master.copyFrom(child.original);
        fourth.master.copyFrom(grandchild.original);
        fifth.master.copyFrom(fourth.original);
        room.run(() -> {
            CommitResult result = commit(FlowList.of(fifth, fourth, grandchild, child, master));
            assertThat(result.created()).isEqualTo(5);
            assertThat(result.withoutMaster()).isZero();
        });
    }

    @Test
    void assuredFlowsGoFirstAndRelatedOnesLastInTheOrderOfTheSource() throws Exception {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Flow flow = numbered(i);
            flow.status &= i % 3 == 0 ? ~FlowStatus.ASSURED : -1;
            if (i % 5 == 4) {
                flow.master.copyFrom(numbered(0).original);
            }
            flows.add(flow);
        }
        List<Integer> ranks = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        Message message = new Message();
        Flow read = new Flow();
        try (ConntrackCommit commit = ConntrackCommit.open()) {
            for (ByteBuffer datagram : commit.requests(FlowList.of(flows))) {
                message.over(datagram.order(ByteOrder.nativeOrder()));
                while (message.next()) {
                    new ConntrackDecoder().decode(message, read);
                    boolean assured = (read.status & FlowStatus.ASSURED) != 0;
                    ranks.add(read.master.isPresent() ? 2 : assured ? 0 : 1);
                    ports.add(ranks.getLast() * 1_000 + read.original.sourcePort);
                }
            }
        }
        assertThat(ranks).hasSize(flows.size()).isSorted().contains(0, 1, 2);
        assertThat(ports).isSorted();
    }

    @Test
    void aFlowWhoseMasterIsGoneIsWrittenWithoutIt() throws Exception {
        Flow orphan = numbered(2);
        orphan.master.copyFrom(numbered(1).original);
        room.run(() -> {
            CommitResult result = commit(FlowList.of(orphan));
            assertThat(result.created()).isEqualTo(1);
            assertThat(result.withoutMaster()).isEqualTo(1);
            assertThat(result.failures()).isEmpty();
        });
    }

    @Test
    void aFlowWhoseHelperIsUnknownIsWrittenWithoutIt() throws Exception {
        Flow flow = numbered(1);
        flow.helper[0] = 'x';
        flow.helperLength = 1;
        room.run(() -> {
            CommitResult result = commit(FlowList.of(flow));
            assertThat(result.created()).isEqualTo(1);
            assertThat(result.withoutHelper()).isEqualTo(1);
        });
    }

    @Test
    void whatTheKernelRefusesIsCountedAndNamed() throws Exception {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Flow flow = numbered(i);
            flow.tcpState = i % 2 == 0 ? 3 : 200;
            flows.add(flow);
        }
        room.run(() -> {
            CommitResult result = commit(FlowList.of(flows));
            assertThat(result.created()).isEqualTo(50);
            assertThat(result.failed()).isEqualTo(50);
            assertThat(result.complete()).isFalse();
            assertThat(result.failures()).hasSize(ConntrackCommit.MAX_FAILURES);
            // ERANGE where the kernel checks by policy, EINVAL before that
            assertThat(result.failures().getFirst().errno()).isIn(Errno.ERANGE, Errno.EINVAL);
            assertThat(result.failures().getFirst().toString())
                    .contains("tcp 192.0.2.1:1 > 198.51.100.1:443");
            assertThat(ConntrackTableSize.read().entries()).isEqualTo(50);
        });
    }

    @Test
    void aFlushDeletesWhatItIsGivenAndNothingElse() throws Exception {
        List<Flow> flows = new KernelFlows(new Random(42), true).list(600);
        List<Flow> stale = flows.subList(100, 600);
        room.run(() -> {
            commit(FlowList.of(flows));
            try (ConntrackFlush flush = ConntrackFlush.open()) {
                FlushResult first = flush.flush(FlowList.of(stale));
                assertThat(first.deleted()).isEqualTo(500);
                assertThat(first.failures()).isEmpty();
                FlushResult second = flush.flush(FlowList.of(stale));
                assertThat(second.absent()).isEqualTo(500);
                assertThat(second.deleted()).isZero();
            }
            assertThat(Canonical.ofKernel().keySet())
                    .isEqualTo(Canonical.of(flows.subList(0, 100)).keySet());
        });
    }

    @Test
    void theTimeoutIsWhatRemainsButNeverBelowTheFloor() throws Exception {
        Flow longer = numbered(1);
        longer.hasTimeout = true;
        longer.timeoutSeconds = 5_000;
        Flow spent = numbered(2);
        room.run(() -> {
            commit(FlowList.of(longer, spent));
            List<Integer> timeouts = new ArrayList<>();
            try (ConntrackDump dump = ConntrackDump.open(flow -> true)) {
                dump.run(flow -> timeouts.add(flow.timeoutSeconds));
            }
            assertThat(timeouts)
                    .hasSize(2)
                    .anyMatch(seconds -> seconds > 4_900)
                    .anyMatch(seconds ->
                            seconds > 20 && seconds <= ConntrackCommit.DEFAULT_FLOOR_SECONDS);
        });
    }

    @Test
    void aLookupTellsWhatEventsLeaveOut() throws Exception {
        Flow master = numbered(1);
        Flow child = numbered(2);
        child.master.copyFrom(master.original);
        child.labels[0] = 4;
        room.run(() -> {
            commit(FlowList.of(master, child));
            try (ConntrackLookup lookup = ConntrackLookup.open()) {
                Flow bare = new Flow();
                bare.original.copyFrom(child.original);
                assertThat(lookup.complete(bare)).isTrue();
                assertThat(bare.master).isEqualTo(master.original);
                assertThat(bare.labels).isEqualTo(child.labels);
                assertThat(lookup.complete(numbered(9))).isFalse();
                assertThat(lookup.complete(bare)).as("usable after a refusal").isTrue();
            }
        });
    }

    private static Flow numbered(int number) {
        Flow flow = WarmUpFlows.tcp();
        flow.original.sourcePort = number;
        flow.reply.invert(flow.original);
        return flow;
    }

    private static CommitResult commit(FlowSnapshot flows) throws Exception {
        try (ConntrackCommit commit = ConntrackCommit.open()) {
            commit.rehearse(flows);
            return commit.commit(flows);
        }
    }
}
