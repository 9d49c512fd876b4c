package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackFlush;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.PacedDump;
import org.bridgewall.agent.sysctl.KernelSettings;
import org.bridgewall.agent.sysctl.Sysctl;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class TablePassKernelTest {
    private static final int FLOWS = 4_000;
    private static final int ESTABLISHED = 3;
    private static final int FIN_WAIT = 4;
    private static final int CLOSE_WAIT = 5;

    private final InternalCache cache = new InternalCache(7);

    /** What a pass needs, in the namespace of the calling thread. */
    private final class Bench implements AutoCloseable {
        final ConntrackCommit commit = ConntrackCommit.open();
        final ConntrackFlush foreign = ConntrackFlush.open();
        final ConntrackEvents events =
                ConntrackEvents.open(8 << 20, FlowFilter.ALL, commit.portId());
        final PacedDump dump = PacedDump.open(FlowFilter.ALL);
        final ConntrackLookup lookup = ConntrackLookup.open();
        final FlowIntake intake = new FlowIntake(cache, lookup);

        Bench() throws Exception {
            new KernelSettings(Sysctl.ofKernel()).apply();
        }

        TablePass begin() throws Exception {
            return new TablePass(dump, intake, cache, true, System.nanoTime());
        }

        boolean step(TablePass pass) throws Exception {
            boolean empty = events.drain(intake, 100_000) < 100_000;
            return pass.step(empty, System.nanoTime());
        }

        void whole() throws Exception {
            TablePass pass = begin();
            while (!step(pass)) {
                assertThat(pass.flows()).isLessThan(10 * FLOWS);
            }
            pass.end();
        }

        void assertEqual() throws Exception {
            events.drain(intake, 100_000);
            Set<Map.Entry<String, String>> held = new HashSet<>(TableFlows.of(cache).entrySet());
            Set<Map.Entry<String, String>> real =
                    new HashSet<>(TableFlows.ofKernel(FlowFilter.ALL).entrySet());
            held.removeAll(real);
            assertThat(held).as("zombies").isEmpty();
            assertThat(real.size()).as("flows held").isEqualTo(cache.size(RecordTypes.FLOW));
        }

        @Override
        public void close() {
            commit.close();
            foreign.close();
            events.close();
            dump.close();
            lookup.close();
        }
    }

    @Test
    void entriesThatDieWhileTheDumpRunsStayDead() throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(() -> {
                try (Bench bench = new Bench()) {
                    for (int seed = 0; seed < 5; seed++) {
                        churn(bench, new SplittableRandom(seed));
                    }
                }
            });
        }
    }

    /** In every gap between two steps some entries die, some of them just read out. */
    private void churn(Bench bench, SplittableRandom random) throws Exception {
        bench.commit.commit(TableFlows.range(0, FLOWS));
        List<Integer> living = new ArrayList<>();
        for (int i = 0; i < FLOWS; i++) {
            living.add(i);
        }
        TablePass pass = bench.begin();
        int gaps = 0;
        do {
            List<Integer> dying = new ArrayList<>();
            for (int i = 0; i < 150 && !living.isEmpty(); i++) {
                dying.add(living.remove(/* index */ random.nextInt(living.size())));
            }
            bench.foreign.flush(TableFlows.of(dying));
            gaps++;
        } while (!bench.step(pass));
        pass.end();
        assertThat(gaps).as("gaps in which entries died").isGreaterThan(5);
        assertThat(living).isNotEmpty();
        bench.assertEqual();
        assertThat(cache.size(RecordTypes.FLOW)).isEqualTo(living.size());
        bench.commit.commit(TableFlows.range(0, FLOWS));
    }

    @Test
    void differencesAreCountedByKindAndMended() throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(() -> {
                try (Bench bench = new Bench()) {
                    bench.commit.commit(TableFlows.range(0, FLOWS));
                    bench.whole();
                    cache.markLoaded();
                    byte[] key = TableFlows.key(FLOWS + 7);
                    cache.put(RecordTypes.FLOW, key, 0, key.length, key, 0, 9, 5, 0);
                    byte[] other = TableFlows.key(3);
                    cache.put(RecordTypes.FLOW, other, 0, other.length, key, 0, 9, 5, 0);
                    for (int i = 10; i < 15; i++) {
                        byte[] lost = TableFlows.key(i);
                        cache.remove(RecordTypes.FLOW, lost, 0, lost.length, 0);
                    }
                    TablePass pass = bench.begin();
                    int steps = 1;
                    while (!bench.step(pass)) {
                        steps++;
                    }
                    pass.end();
                    assertThat(pass.findings()).isEqualTo(new TableFindings(5, 1, 1, 0));
                    assertThat(pass.judged()).isTrue();
                    assertThat(steps).as("steps of bounded work").isGreaterThan(5);
                    bench.assertEqual();
                }
            });
        }
    }

    /** No event tells of a FIN where the policy is loaded: to know of it late is no difference. */
    @Test
    void connectionsThatBeganToCloseAreMendedAndCountedApart() throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(() -> {
                try (Bench bench = new Bench()) {
                    FlowSnapshot closing = new FlowSnapshot();
                    for (int i = 0; i < 20; i++) {
                        Flow flow = TableFlows.flow(i);
                        flow.tcpState = FIN_WAIT;
                        closing.add(flow);
                    }
                    bench.commit.commit(closing);
                    bench.whole();
                    cache.markLoaded();
                    falsify(3, flow -> flow.tcpState = ESTABLISHED);
                    falsify(4, flow -> flow.tcpState = ESTABLISHED);
                    falsify(
                            5,
                            flow -> {
                                flow.tcpState = ESTABLISHED;
                                flow.mark = 9;
                            });
                    TablePass pass = bench.begin();
                    while (!bench.step(pass)) {
                        assertThat(pass.flows()).isLessThan(FLOWS);
                    }
                    pass.end();
                    assertThat(pass.findings()).isEqualTo(new TableFindings(0, 0, 1, 2));
                    assertThat(pass.findings().all()).isEqualTo(1);
                    bench.assertEqual();
                }
            });
        }
    }

    /** What one end has closed and the other forgot ends unheard where the policy is loaded. */
    @Test
    void connectionsThatEndedHalfClosedAreRemovedAndCountedApart() throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(() -> {
                try (Bench bench = new Bench()) {
                    bench.commit.commit(TableFlows.range(0, 20));
                    bench.whole();
                    cache.markLoaded();
                    falsify(3, flow -> flow.tcpState = CLOSE_WAIT);
                    falsify(4, flow -> flow.tcpState = FIN_WAIT);
                    bench.foreign.flush(TableFlows.of(List.of(3, 4, 5)));
                    FlowIntake unheard = new FlowIntake(new InternalCache(7), bench.lookup);
                    assertThat(bench.events.drain(unheard, FLOWS)).isEqualTo(3);
                    TablePass pass = bench.begin();
                    while (!bench.step(pass)) {
                        assertThat(pass.flows()).isLessThan(FLOWS);
                    }
                    pass.end();
                    assertThat(pass.findings()).isEqualTo(new TableFindings(0, 1, 0, 2));
                    bench.assertEqual();
                }
            });
        }
    }

    private void falsify(int number, Consumer<Flow> change) throws Exception {
        FlowCodec codec = new FlowCodec();
        byte[] key = TableFlows.key(number);
        RecordView held = new RecordView();
        assertThat(cache.find(RecordTypes.FLOW, key, 0, key.length, held)).isTrue();
        Flow flow = new Flow();
        codec.decodeKey(key, 0, key.length, flow);
        codec.decodeValue(held.bytes(), held.valueOffset(), held.valueLength(), flow);
        change.accept(flow);
        byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];
        int length = codec.encodeValue(flow, value, 0);
        cache.put(RecordTypes.FLOW, key, 0, key.length, value, 0, length, 5, 0);
    }

    @Test
    void aPassThatWasGivenUpLeavesTheNextOneWhole() throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(() -> {
                try (Bench bench = new Bench()) {
                    bench.commit.commit(TableFlows.range(0, FLOWS));
                    TablePass abandoned = bench.begin();
                    bench.step(abandoned);
                    abandoned.end();
                    bench.whole();
                    bench.assertEqual();
                    assertThat(cache.size(RecordTypes.FLOW)).isEqualTo(FLOWS);
                }
            });
        }
    }
}
