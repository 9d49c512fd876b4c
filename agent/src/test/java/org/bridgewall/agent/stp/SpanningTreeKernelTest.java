package org.bridgewall.agent.stp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bridgewall.agent.linux.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A bridge with the kernel's spanning tree at its shortest timers, alone on its wire. */
@Tag("kernel")
class SpanningTreeKernelTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private TestNamespace namespace;
    private SpanningTree tree;

    @BeforeEach
    void followABridge() throws Exception {
        namespace = TestNamespace.create("bws-");
        namespace.ip(
                "link add br0 type bridge stp_state 1 forward_delay 200 hello_time 100 max_age 600");
        namespace.ip("link set br0 up");
        for (String port : List.of("up0", "dn0")) {
            namespace.ip("link add " + port + " type veth peer name far-" + port);
            namespace.ip("link set far-" + port + " up");
            namespace.ip("link set " + port + " master br0");
        }
        tree = namespace.call(() -> SpanningTree.open("br0", "up0", List.of("dn0")));
        namespace.run(() -> tree.follow(follower()));
        namespace.ip("link set up0 up");
        namespace.ip("link set dn0 up");
    }

    @AfterEach
    void removeIt() throws Exception {
        tree.close();
        namespace.close();
    }

    private StateFollower follower() {
        return new StateFollower() {
            @Override
            public void commit() {
                told.add("commit");
            }

            @Override
            public void announce(long epoch) {
                told.add("announce " + epoch);
            }

            @Override
            public void dropStaleFlows() {
                told.add("drop");
            }
        };
    }

    @Test
    void theReplicaIsCommittedBeforeAPortForwardsAndAgainWhenItDoes() throws Exception {
        await().atMost(LONG).until(() -> told.equals(List.of("commit")));
        assertThat(tree.status().forwards()).isFalse();
        await().atMost(LONG).until(() -> tree.status().forwards());
        assertThat(told).containsExactly("commit", "commit", "announce 0");
        tree.announce(7);
        assertThat(told).endsWith("announce 7");
    }

    @Test
    void whatWentStaleIsDroppedOnceNothingCrossesHere() throws Exception {
        await().atMost(LONG).until(() -> tree.status().forwards());
        told.clear();
        tree.dropStaleFlows();
        assertThat(told).as("connections still go through here").isEmpty();
        namespace.ip("link set dn0 down");
        await().atMost(LONG).until(() -> told.equals(List.of("drop")));
        tree.dropStaleFlows();
        assertThat(told).as("at once").containsExactly("drop", "drop");
    }

    @Test
    void aNodeThatLeadsAgainDropsNothingOfWhatWentStaleBefore() throws Exception {
        await().atMost(LONG).until(() -> tree.status().forwards());
        told.clear();
        tree.dropStaleFlows();
        tree.steer(true);
        namespace.ip("link set dn0 down");
        await().atMost(LONG).until(() -> !tree.status().forwards());
        assertThat(told).isEmpty();
    }
}
