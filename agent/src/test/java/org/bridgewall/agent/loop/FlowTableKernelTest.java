package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.conntrack.ConntrackTableSize;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a commit counts as failed, which fails the takeover, and what it says of itself. */
@Tag("kernel")
class FlowTableKernelTest {
    private static final int FLOWS = 200;

    /** No TCP state: the kernel refuses it. */
    private static final int NONSENSE = 200;

    @Test
    void aCommitOfWhichTheKernelRefusesMuchHasFailedAndNamesWhatAndWhy() throws Exception {
        inNamespace(table -> {
            FlowTable.Commit commit = table.commit(flows(5));
            assertThat(commit.good()).isFalse();
            assertThat(commit.failed()).isEqualTo(FLOWS / 5);
            assertThat(commit.summary())
                    .startsWith("160 of 200 flows written")
                    .contains("40 refused, first: tcp 10.0.0.1:0 > 11.0.0.2:443");
            assertThat(ConntrackTableSize.read().entries()).isEqualTo(FLOWS - FLOWS / 5);
        });
    }

    @Test
    void fewRefusalsAreNamedButFailNoTakeover() throws Exception {
        inNamespace(table -> {
            FlowTable.Commit commit = table.commit(flows(50));
            assertThat(commit.good()).isTrue();
            assertThat(commit.failed()).isEqualTo(FLOWS / 50);
            assertThat(commit.summary()).contains("4 refused, first: ");
        });
    }

    @Test
    void aCommitOfWhatIsThereIsGoodAndWritesNothing() throws Exception {
        inNamespace(table -> {
            table.commit(flows(FLOWS));
            FlowTable.Commit again = table.commit(flows(FLOWS));
            assertThat(again.good()).isTrue();
            assertThat(again.summary()).startsWith("0 of 200 flows written, 199 there before");
        });
    }

    /** Each so many-th is refused, the first among them. */
    private static FlowSnapshot flows(int refusedEach) {
        FlowSnapshot flows = new FlowSnapshot();
        for (int i = 0; i < FLOWS; i++) {
            Flow flow = TableFlows.flow(i);
            flow.tcpState = i % refusedEach == 0 ? NONSENSE : flow.tcpState;
            flows.add(flow);
        }
        return flows;
    }

    private interface Check {
        void of(FlowTable table) throws IOException;
    }

    private static void inNamespace(Check check) throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(() -> {
                try (FlowTable table = FlowTable.open(FlowFilter.ANSWERED)) {
                    check.of(table);
                }
            });
        }
    }
}
