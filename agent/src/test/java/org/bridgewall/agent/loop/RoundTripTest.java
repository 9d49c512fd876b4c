package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bridgewall.agent.netlink.conntrack.CommitResult;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.KernelFlows;
import org.bridgewall.agent.netlink.conntrack.RawTable;
import org.bridgewall.agent.netlink.conntrack.Room;
import org.bridgewall.agent.netlink.conntrack.Touch;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of entries of every kind: from one kernel's table through events or a dump, two real
 * nodes of the protocol and a commit into another kernel's table. Judged by the conntrack tool, and
 * attribute by attribute.
 */
@Tag("kernel")
class RoundTripTest {
    private static final int FLOWS = 4_000;
    private static final int EVENT_BUFFER_BYTES = 64 << 20;

    private final ReplicatedPair pair = new ReplicatedPair();
    private Room active;
    private Room standby;

    @BeforeEach
    void enterTwoNamespaces() throws Exception {
        active = room();
        standby = room();
    }

    /** Labels exist only where a rule uses them, NAT only where a hook is. */
    private static Room room() throws Exception {
        Room room = new Room();
        room.run(() ->
                Room.shell(
                        """
                        nft -f - <<EOF
                        table inet t {
                        chain c { type filter hook input priority 0; ct label set 1; }
                        chain n { type nat hook prerouting priority -100; }
                        }
                        EOF
                        """));
        return room;
    }

    @AfterEach
    void leave() {
        active.close();
        standby.close();
    }

    @Test
    void everyKindSurvivesADumpAndACommit() throws Exception {
        active.run(() -> {
            fill(61);
            try (ConntrackDump dump = ConntrackDump.open(FlowFilter.ANSWERED);
                    ConntrackLookup lookup = ConntrackLookup.open()) {
                int flows = dump.run(new FlowIntake(pair.active.internal(), lookup)::changed);
                assertThat(flows).isEqualTo(FLOWS);
            }
        });
        commitAndCompare();
    }

    @Test
    void everyKindSurvivesEventsAloneAndACommit() throws Exception {
        active.run(() -> {
            List<Flow> flows = fill(62);
            try (ConntrackEvents events =
                            ConntrackEvents.open(EVENT_BUFFER_BYTES, FlowFilter.ANSWERED);
                    ConntrackLookup lookup = ConntrackLookup.open()) {
                FlowIntake intake = new FlowIntake(pair.active.internal(), lookup);
                // An update of each entry, in which the kernel says all that an event may say.
                Touch.all(flows, 0xdeadbeef);
                assertThat(events.drain(intake, Integer.MAX_VALUE)).isEqualTo(FLOWS);
                assertThat(intake.takeOverrun()).isFalse();
            }
        });
        commitAndCompare();
    }

    @Test
    void whatTheConntrackToolMakesSurvivesToo(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("entries");
        List<String> entries = ToolEntries.list(new Random(63), FLOWS);
        Files.write(file, entries);
        active.run(() -> {
            Room.shell("conntrack -R " + file + " 2>&1");
            try (ConntrackDump dump = ConntrackDump.open(FlowFilter.ANSWERED);
                    ConntrackLookup lookup = ConntrackLookup.open()) {
                int flows = dump.run(new FlowIntake(pair.active.internal(), lookup)::changed);
                assertThat(flows).isEqualTo(FLOWS);
            }
        });
        commitAndCompare();
    }

    /** Types of {@code enum ctattr_type} and below that the generated table must have. */
    private static final List<String> KINDS =
            List.of(
                    "1.1.1 1.1.2 1.1.3 1.1.4 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.2.6 1.2.7 1.2.8 1.2.9",
                    "1.3 2.1.1 2.1.3 2.3 3 4.1.1 4.1.2 4.1.3 4.1.4 4.1.5 4.3.1 4.3.2 4.3.3 5.1 8",
                    "14.1.1 14.1.3 14.2.1 14.2.2 14.2.3 15.1 15.2 15.3 16.1 16.2 16.3 18 22",
                    "24.1 24.2 24.3");

    private static List<Flow> fill(long seed) throws Exception {
        List<Flow> flows = new KernelFlows(new Random(seed), true).list(FLOWS);
        FlowSnapshot snapshot = new FlowSnapshot();
        flows.forEach(snapshot::add);
        try (ConntrackCommit commit = ConntrackCommit.open()) {
            CommitResult result = commit.commit(snapshot);
            assertThat(result.failures()).as("seed %d", seed).isEmpty();
        }
        Set<String> present = new TreeSet<>();
        RawTable.ofFlows().values().forEach(entry -> present.addAll(entry.keySet()));
        assertThat(present).containsAll(List.of(String.join(" ", KINDS).split(" ")));
        return flows;
    }

    private void commitAndCompare() throws Exception {
        pair.settle();
        standby.run(() -> {
            try (ConntrackCommit commit = ConntrackCommit.open()) {
                CommitResult result = commit.commit(pair.replicaFlows());
                assertThat(result.failures()).isEmpty();
                assertThat(result.created()).isEqualTo(FLOWS);
                assertThat(result.withoutMaster()).isZero();
                assertThat(result.withoutHelper()).isZero();
            }
        });
        List<String> expected = active.call(RoundTripTest::xml);
        assertThat(expected).hasSize(FLOWS);
        assertThat(standby.call(RoundTripTest::xml)).isEqualTo(expected);
        assertThat(standby.call(RoundTripTest::raw)).isEqualTo(active.call(RoundTripTest::raw));
    }

    /** What the tool says of each entry, without what is of the node or of the moment. */
    private static List<String> xml() throws Exception {
        return Room.shell("conntrack -L -o xml 2>/dev/null")
                .lines()
                .filter(line -> line.startsWith("<flow>"))
                .map(line -> line.replaceAll("<(timeout|id|use)>[^<]*</\\1>", ""))
                .sorted()
                .toList();
    }

    /** Every attribute but those that docs/not-replicated.md names. */
    private static Map<String, Map<String, String>> raw() throws Exception {
        Map<String, Map<String, String>> table = new TreeMap<>();
        RawTable.ofFlows()
                .forEach((key, entry) -> {
                    Map<String, String> kept = new TreeMap<>(entry);
                    kept.keySet().removeAll(List.of("7", "11", "12")); // CTA_TIMEOUT, USE, ID
                    table.put(key, kept);
                });
        return table;
    }
}
