package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.bridgewall.ha.lab.AgentView;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.lab.Segment;
import org.bridgewall.ha.lab.Site;
import org.bridgewall.ha.traffic.Load;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operators do, and what goes away beside them, with real agents under load. */
@Tag("kernel")
class OperationDrillTest {
    private static final int CONNECTIONS = 40;
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Duration SURVIVE = Duration.ofSeconds(10);
    private static final Lab LAB = lab();

    @BeforeAll
    static void up() throws IOException {
        LAB.up(LabPlan.pair(), Path.of("..", "deploy", "examples", "lab.policy").toAbsolutePath());
    }

    @AfterAll
    static void down() throws IOException {
        LAB.down();
    }

    @BeforeEach
    void whole() throws IOException {
        for (String name : new String[] {"b1", "b2"}) {
            if (!LAB.runs(name)) {
                LAB.startAgent(name);
            }
        }
        if (!LAB.runs("zookeeper")) {
            LAB.startZooKeeper();
        }
        LAB.watch().awaitReady(LONG);
    }

    @Test
    void terminatedMasterHandsOverFirst() throws IOException {
        String master = LAB.watch().master(Segment.FIRST).orElseThrow();
        try (Load load = load()) {
            LAB.watch().awaitReady(LONG);
            long begun = System.nanoTime();
            LAB.process(master).signal("TERM");
            await().atMost(LONG).until(() -> leads(other(master)));
            // Having handed over, it ends by itself.
            await().atMost(LONG).until(() -> !LAB.runs(master));
            assertEverybodySurvived(load, begun);
        }
    }

    @Test
    void restartOfAnAgentThatIsAloneLosesNoConnection() throws IOException {
        String master = LAB.watch().master(Segment.FIRST).orElseThrow();
        LAB.crash(other(master));
        await().atMost(LONG).until(() -> finds(master, "LONE"));
        try (Load load = load()) {
            long begun = System.nanoTime();
            LAB.crash(master);
            LAB.startAgent(master);
            await().atMost(LONG).until(() -> leads(master));
            assertEverybodySurvived(load, begun);
        }
    }

    @Test
    void zooKeeperGoneChangesNothingThatForwards() throws IOException {
        String master = LAB.watch().master(Segment.FIRST).orElseThrow();
        try (Load load = load()) {
            long begun = System.nanoTime();
            LAB.crash("zookeeper");
            await().atMost(LONG).until(() -> finds(master, "ZK_UNREACHABLE"));
            // An agent that starts meanwhile enforces the last good policy from its disk.
            String standby = other(master);
            LAB.crash(standby);
            LAB.startAgent(standby);
            await().atMost(LONG).until(() -> policyVersion(standby) >= 1);
            // That the role stays is judged by the drill zookeeper-gone: a busy machine may move
            // it.
            assertEverybodySurvived(load, begun);
        }
    }

    @Test
    void aMasterSaysThatItsStandbyIsReady() throws IOException {
        String master = LAB.watch().master(Segment.FIRST).orElseThrow();
        await().atMost(LONG).until(() -> saysReady(master, other(master)));
    }

    private static boolean saysReady(String node, String standby) throws IOException {
        return LAB.watch()
                .view(node)
                .map(view -> view.peer(Segment.FIRST, standby).at("/readiness/ready").asBoolean())
                .orElse(false);
    }

    private static Load load() throws IOException {
        return new Load(Drill.load(LAB, Segment.FIRST, CONNECTIONS));
    }

    private static void assertEverybodySurvived(Load load, long begun) throws IOException {
        int survived = load.survivors(System.nanoTime(), SURVIVE);
        assertThat(survived)
                .as(survived < load.connections() ? LAB.account() : "")
                .isEqualTo(load.connections());
        Unnoticed.by(load.observe(begun, System.nanoTime()));
    }

    private static boolean leads(String node) throws IOException {
        return LAB.watch().view(node).filter(AgentView::master).isPresent();
    }

    private static boolean finds(String node, String code) throws IOException {
        return LAB.watch()
                .view(node)
                .map(view -> view.document().path("verdict").path("findings").toString())
                .filter(findings -> findings.contains(code))
                .isPresent();
    }

    private static long policyVersion(String node) throws IOException {
        return LAB.watch().view(node).map(v -> v.self().path("policy_version").asLong()).orElse(0L);
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
