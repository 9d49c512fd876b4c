package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.conntrack.CommitResult;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
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
 * conntrackd as the oracle: it and this replication take the same entries from one kernel, each
 * commits them into a kernel of its own, and the conntrack tool compares. Where they differ it must
 * be one of the things that conntrackd is known to lose, and ours must be as in the first kernel.
 */
@Tag("kernel")
class ConntrackdOracleTest {
    private static final int ENTRIES = 1_500;
    private static final int EVENT_BUFFER_BYTES = 16 << 20;
    private static final String PREFIX = "bwo-";
    private static final String OTHER = "other";
    private static final String[] KINDS = {
        "GRE", "UDP-Lite", "zone of one direction", "zone of both directions", OTHER
    };
    private static final Pattern ZONE_OF_ONE_DIRECTION =
            Pattern.compile("<meta direction=\"(original|reply)\">((?!</meta>).)*<zone>");

    @TempDir Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ReplicatedPair pair = new ReplicatedPair();
    private TestNamespace active;
    private TestNamespace theirs;
    private TestNamespace ours;

    @BeforeEach
    void enterThreeNamespaces() throws Exception {
        active = namespace();
        theirs = namespace();
        ours = namespace();
        active.ip("link add sync0 type veth peer name sync0 netns " + theirs.name());
        active.ip("addr add 10.99.9.1/24 dev sync0");
        theirs.ip("addr add 10.99.9.2/24 dev sync0");
        active.ip("link set sync0 up");
        theirs.ip("link set sync0 up");
    }

    private TestNamespace namespace() throws Exception {
        TestNamespace namespace = TestNamespace.create(PREFIX);
        open.addFirst(namespace);
        namespace.exec("sysctl", "-qw", "net.netfilter.nf_conntrack_events=1");
        // NAT is done only where a hook is.
        namespace.exec("nft", "add table inet t");
        namespace.exec("nft", "add chain inet t n { type nat hook prerouting priority -100; }");
        return namespace;
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void whatConntrackdRestoresWeRestoreAlikeAndWhatItLosesWeKeep() throws Exception {
        Conntrackd first = new Conntrackd(active, directory.resolve("1"), "sync0", "10.99.9.1");
        open.addFirst(first);
        Conntrackd second = new Conntrackd(theirs, directory.resolve("2"), "sync0", "10.99.9.2");
        open.addFirst(second);
        await().atMost(Duration.ofSeconds(20)).until(() -> first.ready() && second.ready());

        Path entries = directory.resolve("entries");
        Files.write(entries, ToolEntries.list(new Random(81), ENTRIES));
        active.exec("conntrack", "-R", entries.toString());
        takeOverOurs();
        takeOverTheirs(second);

        Set<String> original = table(active);
        assertThat(original).hasSize(ENTRIES);
        assertThat(table(ours)).isEqualTo(original);
        Set<String> restored = table(theirs);
        Map<String, Long> lost = kinds(original, entry -> !restored.contains(entry));
        Map<String, Long> all = kinds(original, entry -> true);
        assertThat(all).as("kinds in the test").containsOnlyKeys(KINDS);
        all.keySet().removeAll(List.of(OTHER, "zone of both directions"));
        assertThat(lost).as("%s", second.log()).isEqualTo(all);
    }

    private static Map<String, Long> kinds(Set<String> table, Predicate<String> which) {
        return table.stream()
                .filter(which)
                .collect(
                        Collectors.groupingBy(
                                ConntrackdOracleTest::kind, TreeMap::new, Collectors.counting()));
    }

    /** From the same events: a change of each entry's mark, in which the kernel says all of it. */
    private void takeOverOurs() throws Exception {
        active.run(() -> {
            FlowSnapshot flows = new FlowSnapshot();
            try (ConntrackDump dump = ConntrackDump.open(FlowFilter.ALL);
                    ConntrackEvents events =
                            ConntrackEvents.open(EVENT_BUFFER_BYTES, FlowFilter.ANSWERED);
                    ConntrackLookup lookup = ConntrackLookup.open()) {
                dump.run(flows::add);
                Flow flow = new Flow();
                for (int i = 0; i < flows.size(); i++) {
                    flows.read(i, flow);
                    Touch.all(List.of(flow), flow.mark + 1 + i);
                }
                FlowIntake intake = new FlowIntake(pair.active.internal(), lookup);
                assertThat(events.drain(intake, Integer.MAX_VALUE)).isEqualTo(ENTRIES);
                assertThat(intake.takeOverrun()).isFalse();
            }
        });
        pair.settle();
        ours.run(() -> {
            try (ConntrackCommit commit = ConntrackCommit.open()) {
                CommitResult result = commit.commit(pair.replicaFlows());
                assertThat(result.created()).as("%s", result.failures()).isEqualTo(ENTRIES);
            }
        });
    }

    /** Waits until the replica has stopped growing: how many it loses is what we ask. */
    private static void takeOverTheirs(Conntrackd standby) throws IOException {
        long[] before = {-1};
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    long now = standby.external();
                    boolean settled = now == before[0] && now > ENTRIES / 2;
                    before[0] = now;
                    return settled;
                });
        standby.commit();
    }

    /** The tool's words on each entry, without what is of the node or of the moment. */
    private static Set<String> table(TestNamespace namespace) throws IOException {
        Set<String> table = new TreeSet<>();
        namespace
                .exec("conntrack", "-L", "-o", "xml")
                .lines()
                .filter(line -> line.startsWith("<flow>"))
                .map(line -> line.replaceAll("<(timeout|id|use)>[^<]*</\\1>", ""))
                .forEach(table::add);
        return table;
    }

    private static String kind(String entry) {
        if (entry.contains("protoname=\"gre\"")) {
            return "GRE";
        }
        if (entry.contains("protoname=\"udplite\"")) {
            return "UDP-Lite";
        }
        if (ZONE_OF_ONE_DIRECTION.matcher(entry).find()) {
            return "zone of one direction";
        }
        return entry.contains("<zone>") ? "zone of both directions" : OTHER;
    }
}
