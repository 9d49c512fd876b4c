package org.bridgewall.agent.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bridgewall.agent.ring.Shell.inside;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.ring.Crossing;
import org.bridgewall.agent.ring.Ring;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Switches that have learned their way through node 1 are re-aimed by node 2. */
@Tag("kernel")
class RelearnTest {
    private Ring ring;
    private Relearn relearn;

    @BeforeEach
    void build() throws Exception {
        ring = new Ring("r");
        relearn = inside(ring.ns("2"), () -> Relearn.open(51, Ring.PORTS));
    }

    @AfterEach
    void tearDown() {
        relearn.close();
        ring.close();
    }

    @ParameterizedTest
    @EnumSource
    void switchesAimAtTheNodeThatAnnounces(RelearnTarget target) throws Exception {
        String client = ring.mac("c", "c0");
        String server = ring.mac("s", "s0");
        ring.join("1");
        try (Crossing up = ring.crossing();
                Crossing down = ring.crossingBack()) {
            assertThat(up.works()).isTrue();
            assertThat(down.works()).isTrue();
        }
        assertThat(ring.learned("B", client)).isEqualTo("n1");
        assertThat(ring.learned("A", server)).isEqualTo("n1");
        ring.leave("1");

        int sent =
                relearn.announce(
                        List.of(new LearnedHost(mac(client), 0), new LearnedHost(mac(server), 1)),
                        target);

        assertThat(sent).isEqualTo(2);
        await().until(() -> ring.learned("B", client).equals("n2"));
        await().until(() -> ring.learned("A", server).equals("n2"));
        assertThat(ring.learned("A", client)).isEqualTo("h0");
        assertThat(ring.learned("B", server)).isEqualTo("h0");
    }

    @Test
    void twoThousandHostsAreAllLearnedAndSoon() {
        List<LearnedHost> hosts = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            hosts.add(new LearnedHost(0x02_00_00_00_00_00L + i, i % 2));
        }
        relearn.announce(hosts, RelearnTarget.OWN_PORT);
        // Processor time, because a busy machine says nothing about this code.
        long began = cpuNanos();
        assertThat(relearn.announce(hosts, RelearnTarget.OWN_PORT)).isEqualTo(2000);
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(cpuNanos() - began);
        assertThat(tookMillis).isLessThan(500);
        await().until(() -> ring.learnedCount("A", "n2") >= 1000);
        await().until(() -> ring.learnedCount("B", "n2") >= 1000);
    }

    @Test
    void ownPortFramesReachNoHost() throws Exception {
        String server = ring.mac("s", "s0");
        relearn.announce(List.of(new LearnedHost(mac(server), 1)), RelearnTarget.OWN_PORT);
        await().until(() -> ring.learned("A", server).equals("n2"));
        assertThat(ring.learned("A", ring.mac("2", "up0"))).isEqualTo("n2");
    }

    /** As many as the election's thread has time for, at once. */
    @Test
    void theFirstOfManyAreLearnedWithoutTheRest() {
        List<LearnedHost> hosts = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            hosts.add(new LearnedHost(0x02_00_00_00_00_00L + i, 1));
        }
        relearn.announceFirst(hosts);
        await().until(() -> ring.learnedCount("A", "n2") == 33);
        assertThat(ring.learned("A", "02:00:00:00:00:1f")).isEqualTo("n2");
        assertThat(ring.learned("A", "02:00:00:00:00:20")).isEmpty();
        relearn.announceFirst(hosts.subList(32, 34));
        await().until(() -> ring.learnedCount("A", "n2") == 35);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long mac(String text) {
        return Long.parseLong(text.replace(":", ""), 16);
    }
}
