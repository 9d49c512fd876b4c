package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackHandler;
import org.bridgewall.agent.netlink.conntrack.ConntrackTableSize;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowFilter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several instances that write to one kernel: none waits for another, no write is an event. */
@Tag("kernel")
class FlowTablesKernelTest {
    private static final int FLOWS = 1_000;
    private static final Duration HANGS = Duration.ofSeconds(30);

    private interface Check {
        void of(FlowTables tables) throws Exception;
    }

    @Test
    void anInstanceCommitsWhileAnotherRehearses() throws Exception {
        inNamespace(tables -> {
            CountDownLatch rehearsing = new CountDownLatch(1);
            CountDownLatch committed = new CountDownLatch(1);
            Thread rehearsal =
                    Thread.ofPlatform()
                            .start(() ->
                                    tables.of("mail")
                                            .warmUp(
                                                    OwnFlows.of(Optional.empty()),
                                                    () -> mayEnd(rehearsing, committed)));
            rehearsing.await();
            assertTimeoutPreemptively(
                    HANGS, () -> tables.of("web").commit(TableFlows.range(0, FLOWS)));
            assertThat(rehearsal.isAlive()).isTrue();
            committed.countDown();
            rehearsal.join();
            assertThat(ConntrackTableSize.read().entries()).isEqualTo(FLOWS);
        });
    }

    /** In the middle of a rehearsal: waits for the other instance's commit, then ends it. */
    private static boolean mayEnd(CountDownLatch rehearsing, CountDownLatch committed) {
        rehearsing.countDown();
        try {
            committed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Test
    void whatAnyOfThemWritesIsNoEventAndCounted() throws Exception {
        inNamespace(tables -> {
            try (ConntrackEvents events =
                            ConntrackEvents.open(1 << 20, FlowFilter.ALL, tables.portIds());
                    ConntrackEvents all = ConntrackEvents.open(1 << 20, FlowFilter.ALL)) {
                long before = tables.writes();
                tables.of("mail").commit(TableFlows.range(0, FLOWS));
                tables.of("mail").delete(TableFlows.range(0, FLOWS / 2));
                long ofOne = tables.writes();
                assertThat(ofOne).isGreaterThan(before);
                tables.of("web").delete(TableFlows.range(FLOWS / 2, FLOWS / 2));
                assertThat(tables.writes()).isGreaterThan(ofOne);
                assertThat(ConntrackTableSize.read().entries()).isZero();
                assertThat(told(events)).isZero();
                assertThat(told(all)).isEqualTo(FLOWS);
            }
        });
    }

    private static int told(ConntrackEvents events) throws IOException {
        AtomicInteger told = new AtomicInteger();
        events.drain(
                new ConntrackHandler() {
                    @Override
                    public void changed(Flow flow) {
                        told.incrementAndGet();
                    }

                    @Override
                    public void gone(Flow flow) {
                        told.incrementAndGet();
                    }

                    @Override
                    public void overrun() {
                        throw new AssertionError("the buffer is large enough");
                    }
                },
                Integer.MAX_VALUE);
        return told.get();
    }

    @Test
    void whoOpenedNoneIsNamed() throws Exception {
        inNamespace(
                tables -> assertThatThrownBy(() -> tables.of("dns")).hasMessageContaining("dns"));
    }

    private static void inNamespace(Check check) throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(() -> {
                try (FlowTables tables =
                        FlowTables.open(List.of("mail", "web"), FlowFilter.ANSWERED)) {
                    check.of(tables);
                }
            });
        }
    }
}
