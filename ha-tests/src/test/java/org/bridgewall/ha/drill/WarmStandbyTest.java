package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.ha.lab.AgentView;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.ha.lab.Patience;
import org.bridgewall.ha.lab.Segment;
import org.bridgewall.ha.lab.Site;
import org.bridgewall.ha.traffic.EchoServer;
import org.bridgewall.ha.traffic.Load;
import org.bridgewall.ha.traffic.Observation;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real agents with {@code commit: warm}, watched through the kernels' own tables. */
@Tag("kernel")
class WarmStandbyTest {
    private static final int CONNECTIONS = 100;
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration SURVIVE = Duration.ofSeconds(10);
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** {@code TCP_CONNTRACK_ESTABLISHED}. */
    private static final int ESTABLISHED = 3;

    /** Of UDP flows with traffic both ways; the kernel's default would take longer to watch. */
    private static final int UDP_SECONDS = 20;

    private static final Duration TWO_LIVES = Duration.ofSeconds(2 * UDP_SECONDS + 5);

    /** What is written in the takeover itself. */
    private static final Pattern WRITTEN = Pattern.compile("(\\d+) of (\\d+) flows written");

    private static final Pattern HELD = Pattern.compile("warm, (\\d+) flows held");

    private static final Lab LAB = lab();

    @BeforeAll
    static void up() throws IOException {
        LAB.up(
                LabPlan.pair().of(LabPlan.Kind.WARM),
                Path.of("..", "deploy", "examples", "lab.policy").toAbsolutePath());
    }

    @AfterAll
    static void down() throws IOException {
        LAB.down();
    }

    @BeforeEach
    void ready() throws IOException {
        LAB.watch().awaitReady(LONG);
    }

    @Test
    void standbysKernelHoldsTheFlowsAndDoesNotSendThemBack() throws IOException {
        String master = LAB.watch().master(Segment.FIRST).orElseThrow();
        String standby = other(master);
        try (Load load = load()) {
            await().atMost(LONG)
                    .untilAsserted(() -> {
                        Set<String> living = flows(master, WarmStandbyTest::longLived).keySet();
                        assertThat(living).hasSizeGreaterThanOrEqualTo(load.connections());
                        Patience.pause(Duration.ofSeconds(2));
                        living.retainAll(flows(master, WarmStandbyTest::longLived).keySet());
                        assertThat(living).hasSizeGreaterThanOrEqualTo(load.connections());
                        assertThat(flows(standby, WarmStandbyTest::longLived).keySet())
                                .containsAll(living);
                    });
            assertThat(view(standby).standby()).isTrue();
            assertThat(view(standby).document().path("warm").path("errors").asLong()).isZero();
            // Neither from the events of its own writes, nor from a pass over its table.
            await().during(Duration.ofSeconds(8))
                    .atMost(LONG)
                    .untilAsserted(() -> {
                        assertThat(view(standby).self().path("flows_internal").asLong(-1)).isZero();
                        assertThat(view(master).self().path("flows_external").asLong(-1)).isZero();
                    });
        }
    }

    @Test
    void whatItsKernelWouldForgetIsWrittenAnew() throws IOException {
        String master = LAB.watch().master(Segment.FIRST).orElseThrow();
        String standby = other(master);
        for (String node : new String[] {master, standby}) {
            Command.run(
                    "ip",
                    "netns",
                    "exec",
                    LAB.site().namespace(node),
                    "sysctl",
                    "-q",
                    "-w",
                    "net.netfilter.nf_conntrack_udp_timeout_stream=" + UDP_SECONDS);
        }
        Set<String> earlier = flows(master, WarmStandbyTest::stream).keySet();
        Predicate<Flow> running =
                flow -> stream(flow) && !earlier.contains(flow.original.toString());
        try (Load load = load()) {
            // The streams' packets refresh them at the master, and no event says so.
            await().atMost(LONG).until(() -> flows(standby, running).size() == 2);
            int refreshed = 0;
            int least = Integer.MAX_VALUE;
            Map<String, Integer> before = flows(standby, running);
            long end = System.nanoTime() + TWO_LIVES.toNanos();
            while (System.nanoTime() - end < 0) {
                Patience.pause(Duration.ofMillis(500));
                Map<String, Integer> now = flows(standby, running);
                if (now.size() < before.size()) {
                    // A refresh deletes and creates; the next look is not in between.
                    now = flows(standby, running);
                }
                assertThat(now.keySet()).isEqualTo(before.keySet());
                for (Map.Entry<String, Integer> flow : now.entrySet()) {
                    least = Math.min(least, flow.getValue());
                    refreshed += flow.getValue() > before.getOrDefault(flow.getKey(), 0) ? 1 : 0;
                }
                before = now;
            }
            System.out.println("refreshed " + refreshed + " times, least seconds left " + least);
            assertThat(refreshed).isGreaterThanOrEqualTo(2);
            assertThat(least).isGreaterThan(5);
            assertThat(load.survivors(System.nanoTime(), SURVIVE)).isEqualTo(load.connections());
        }
    }

    @Test
    void aCrashCostsTheDifferenceAndNoConnectionThereAndBack() throws IOException {
        try (Load load = load()) {
            for (int turn = 0; turn < 2; turn++) {
                LAB.watch().awaitReady(LONG);
                String master = LAB.watch().master(Segment.FIRST).orElseThrow();
                String standby = other(master);
                await().atMost(LONG).until(() -> heldByBoth(master, standby, load));
                long begun = System.nanoTime();
                LAB.crash(master);
                await().atMost(LONG).until(() -> view(standby).master());
                assertThat(load.survivors(System.nanoTime(), SURVIVE))
                        .isEqualTo(load.connections());
                Observation seen = load.observe(begun, System.nanoTime());
                assertThat(seen.dualActiveMillis()).isZero();
                assertOnlyTheDifferenceWasWritten(standby, load.connections());
                LAB.startAgent(master);
            }
        }
    }

    private static void assertOnlyTheDifferenceWasWritten(String node, int connections)
            throws IOException {
        int committed = 0;
        for (JsonNode mark : LAB.watch().lastTakeover(node).findPath("marks")) {
            String detail = mark.path("detail").asText();
            Matcher held = HELD.matcher(detail);
            Matcher written = WRITTEN.matcher(detail);
            if (held.find() && written.find()) {
                System.out.println(mark.path("name").asText() + ": " + detail);
                committed++;
                assertThat(Integer.parseInt(held.group(1))).isGreaterThanOrEqualTo(connections);
                assertThat(Integer.parseInt(written.group(2))).isLessThan(connections / 2);
            }
        }
        assertThat(committed).isPositive();
    }

    /** What the master has of the load, in the standby's kernel as well. */
    private static boolean heldByBoth(String master, String standby, Load load) throws IOException {
        Set<String> living = flows(master, WarmStandbyTest::longLived).keySet();
        return living.size() >= load.connections()
                && flows(standby, WarmStandbyTest::longLived).keySet().containsAll(living);
    }

    private static boolean longLived(Flow flow) {
        return flow.original.protocol == TCP
                && flow.original.destinationPort == EchoServer.PORT
                && flow.tcpState == ESTABLISHED;
    }

    private static boolean stream(Flow flow) {
        return flow.original.protocol == UDP && flow.original.destinationPort == EchoServer.PORT;
    }

    /** Original tuples of a node's kernel, with the seconds that each has left. */
    private static Map<String, Integer> flows(String node, Predicate<Flow> wanted)
            throws IOException {
        return Netns.call(
                LAB.site().namespace(node),
                () -> {
                    Map<String, Integer> found = new HashMap<>();
                    try (ConntrackDump dump = ConntrackDump.open(FlowFilter.ALL)) {
                        dump.run(flow -> {
                            if (wanted.test(flow)) {
                                found.put(flow.original.toString(), flow.timeoutSeconds);
                            }
                        });
                    }
                    return found;
                });
    }

    /** On a busy machine an agent may not answer at once. */
    private static AgentView view(String node) {
        return await().atMost(LONG)
                .until(() -> LAB.watch().view(node), Optional::isPresent)
                .orElseThrow();
    }

    private static Load load() throws IOException {
        return new Load(Drill.load(LAB, Segment.FIRST, CONNECTIONS));
    }

    private static String other(String node) {
        return node.equals("b1") ? "b2" : "b1";
    }

    private static Lab lab() {
        try {
            return new Lab(Site.ofThisProcess(), Distribution.find(), System.out::println);
        } catch (IOException e) {
            throw new IllegalStateException("the class path of this JVM serves as distribution", e);
        }
    }
}
