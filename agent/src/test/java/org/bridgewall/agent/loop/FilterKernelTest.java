package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.FlowSelection;
import org.bridgewall.agent.netlink.conntrack.MarkChange;
import org.bridgewall.agent.netlink.conntrack.PacedDump;
import org.bridgewall.agent.sysctl.KernelSettings;
import org.bridgewall.agent.sysctl.Sysctl;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.flow.AddressPrefix;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.Tuple;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class FilterKernelTest {
    private static final int FLOWS = 400;
    private static final int ROUNDS = 40;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int GRE = 47;
    private static final int SCTP = 132;

    private static Flow flow(SplittableRandom random, int number) {
        Flow flow = TableFlows.flow(number);
        if (random.nextBoolean()) {
            Tuple tuple = flow.original;
            tuple.family = Tuple.AF_INET6;
            for (byte[] address : List.of(tuple.source, tuple.destination)) {
                System.arraycopy(address.clone(), 0, address, 12, 4);
                address[0] = (byte) 0xfd;
                address[1] = (byte) random.nextInt(4);
                address[2] = 0;
                address[3] = 0;
            }
        }
        flow.original.source[2] = (byte) random.nextInt(4);
        flow.original.destination[3] = (byte) random.nextInt(1, 4);
        flow.original.protocol = new int[] {TCP, TCP, UDP, SCTP, GRE}[random.nextInt(5)];
        flow.reply.invert(flow.original);
        if (random.nextInt(3) == 0) {
            flow.zone = random.nextInt(1, 4);
            flow.zoneScope = random.nextInt(3);
        }
        flow.status = FlowStatus.CONFIRMED;
        if (random.nextInt(5) != 0) {
            flow.status |= FlowStatus.SEEN_REPLY;
        }
        boolean tcp = flow.original.protocol == TCP;
        flow.tcpState = tcp ? random.nextInt(1, 9) : 0;
        if (flow.original.protocol == SCTP) {
            flow.sctpState = 4;
        }
        return flow;
    }

    private static FlowSelection selection(SplittableRandom random) {
        return new FlowSelection(
                some(random, List.of(TCP, UDP, GRE, SCTP, 50)),
                some(random, PREFIXES),
                some(random, PREFIXES),
                some(random, List.of(0, 1, 2, 3)),
                some(random, List.of(1, 2, 3, 4, 5, 6, 7, 8)));
    }

    private static final List<AddressPrefix> PREFIXES =
            List.of(
                    prefix("10.0.1.0", 24),
                    prefix("10.0.2.0", 23),
                    prefix("11.0.0.1", 32),
                    prefix("11.0.0.2", 31),
                    prefix("12.0.0.0", 8),
                    prefix("fd00::", 16),
                    prefix("fd01::", 15),
                    prefix("fd02:0:0:0:0:0:b00:0", 104),
                    prefix("fd00::b00:1", 128));

    private static AddressPrefix prefix(String address, int bits) {
        return new AddressPrefix(InetAddress.ofLiteral(address).getAddress(), bits);
    }

    private static <T> List<T> some(SplittableRandom random, List<T> all) {
        List<T> some = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            all.stream().filter(each -> random.nextInt(3) == 0).forEach(some::add);
        }
        return some;
    }

    /** What user space alone would take, without a program in the kernel. */
    private static FlowFilter inUserSpace(FlowSelection selection) {
        return selection.and(FlowFilter.ALL);
    }

    private static InternalCache drained(ConntrackEvents events, FlowFilter filter)
            throws Exception {
        InternalCache cache = new InternalCache(7);
        try (ConntrackLookup lookup = ConntrackLookup.open()) {
            events.drain(new FlowIntake(cache, lookup, filter, (key, length) -> false), 100_000);
        }
        return cache;
    }

    private static InternalCache dumped(FlowFilter filter) throws Exception {
        InternalCache cache = new InternalCache(7);
        try (PacedDump dump = PacedDump.open(filter);
                ConntrackLookup lookup = ConntrackLookup.open()) {
            FlowIntake intake = new FlowIntake(cache, lookup, filter, (key, length) -> false);
            TablePass pass = new TablePass(dump, intake, cache, true, System.nanoTime());
            while (!pass.step(true, System.nanoTime())) {
                assertThat(pass.flows()).isLessThanOrEqualTo(FLOWS);
            }
        }
        return cache;
    }

    @Test
    void theKernelsFilterUserSpaceAndTheDumpAgree() throws Exception {
        SplittableRandom random = new SplittableRandom(44);
        FlowSnapshot flows = new FlowSnapshot();
        for (int i = 0; i < FLOWS; i++) {
            flows.add(flow(random, i));
        }
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(() -> {
                new KernelSettings(Sysctl.ofKernel()).apply();
                try (ConntrackCommit commit = ConntrackCommit.open()) {
                    assertThat(commit.commit(flows).failures()).isEmpty();
                }
                long dropped = 0;
                long taken = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    FlowSelection selection = selection(random);
                    FlowFilter plain = inUserSpace(selection);
                    try (ConntrackEvents filtered = ConntrackEvents.open(4 << 20, selection);
                            ConntrackEvents all = ConntrackEvents.open(4 << 20, plain)) {
                        // Every entry tells its whole state in an update.
                        assertThat(MarkChange.of(flows, round + 1)).isZero();
                        var expected = TableFlows.of(dumped(plain));
                        assertThat(TableFlows.of(drained(filtered, selection)))
                                .as("round %d, by events", round)
                                .isEqualTo(expected);
                        assertThat(TableFlows.of(drained(all, plain)))
                                .as("round %d, without the kernel's filter", round)
                                .isEqualTo(expected);
                        assertThat(filtered.received()).isLessThanOrEqualTo(all.received());
                        assertThat(filtered.filtered()).as("left to user space").isZero();
                        dropped += all.received() - filtered.received();
                        taken += expected.size();
                    }
                }
                assertThat(dropped).as("events dropped in the kernel").isPositive();
                assertThat(taken).as("flows that passed").isPositive();
            });
        }
    }
}
