package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.linux.JvmThreads;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.MarkChange;
import org.bridgewall.agent.netlink.conntrack.PacedDump;
import org.bridgewall.agent.sysctl.KernelSettings;
import org.bridgewall.agent.sysctl.Sysctl;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A master's adverts every 20 ms, while its table churns, is read anew and takes a large commit.
 * What is measured is logged.
 */
@Tag("kernel")
class AdvertCadenceKernelTest {
    private static final Logger log = LoggerFactory.getLogger(AdvertCadenceKernelTest.class);
    private static final long MILLI = 1_000_000L;
    private static final long ADVERT = 20 * MILLI;
    private static final long LEASE = 50 * MILLI;

    /** Master-down interval at priority 100: three adverts and the skew (RFC 9568, 6.1). */
    private static final long MASTER_DOWN = 3 * ADVERT + ADVERT * 156 / 256;

    private static final int CHURNED = 256;
    private static final long CHURN_REST = 8 * MILLI;

    // nf_conntrack_max is the whole machine's: what is beyond it the kernel refuses, at no less
    // cost.
    private static final int COMMITTED = 500_000;
    private static final int ROOM = 200_000;

    /** Notes when adverts went out, and keeps the lease as the kernel would. */
    private static final class Clockwork extends ObedientHands {
        private long deadline;
        private long lastAdvert;
        private volatile long worstGap;
        private volatile int adverts;
        private volatile int leasesLost;

        @Override
        public void sendAdvert(Advert advert, ElectionState state) {
            long now = System.nanoTime();
            if (adverts > 0) {
                worstGap = Math.max(worstGap, now - lastAdvert);
            }
            lastAdvert = now;
            int counted = adverts + 1;
            adverts = counted;
        }

        @Override
        public boolean openGate(long deadlineNanos) {
            deadline = deadlineNanos;
            return true;
        }

        @Override
        public boolean renewLease(long deadlineNanos, long nowNanos) {
            boolean held = System.nanoTime() - deadline < 0;
            if (!held) {
                int counted = leasesLost + 1;
                leasesLost = counted;
            }
            deadline = System.nanoTime() + LEASE;
            return held;
        }
    }

    private static ElectionConfig config() {
        return ElectionConfig.bridge("a", 7, 100)
                .with(c -> {
                    c.advertNanos = ADVERT;
                    c.leaseNanos = LEASE;
                    c.renewNanos = LEASE / 5;
                    c.startupNanos = 200 * MILLI;
                });
    }

    private static ReplicationLoop loop(FlowTable table) throws Exception {
        SyncNode node =
                new SyncNode(
                        SessionConfig.defaults("a", 1),
                        5,
                        new PlainSeal(
                                FrameKind.REPLICATION,
                                new SealIdentity("test", "a", 1, List.of("b"))),
                        List.of(new PeerLinks("b", List.of("sync"))),
                        (path, datagram, length) -> {},
                        new SplittableRandom(1),
                        System.nanoTime());
        return new ReplicationLoop(
                node,
                ConntrackEvents.open(64 << 20, FlowFilter.ANSWERED, table.portIds().toArray()),
                PacedDump.open(FlowFilter.ANSWERED),
                ConntrackLookup.open(),
                new NoDatagrams(),
                new IntakeSettings(FlowFilter.ALL, 2 * MILLI, 1_000 * MILLI, 256 << 20),
                Rest.open(),
                table::writes);
    }

    /** Changes entries until told to stop. */
    private static Thread churn(AtomicBoolean stop, CompletableFuture<Long> changes) {
        return new Thread(
                () -> {
                    FlowSnapshot flows = TableFlows.range(0, CHURNED);
                    long count = 0;
                    Realtime.prefer(); // as the agent's own threads
                    try {
                        for (int mark = 1; !stop.get(); mark++) {
                            count += CHURNED - MarkChange.of(flows, mark);
                            LockSupport.parkNanos(CHURN_REST);
                        }
                        changes.complete(count);
                    } catch (Exception e) {
                        changes.completeExceptionally(e);
                    }
                },
                "churn");
    }

    @Test
    void advertsEveryTwentyMillisecondsOutliveChurnAndALargeCommit() throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(AdvertCadenceKernelTest::measure);
        }
    }

    private static void measure() throws Exception {
        new KernelSettings(Sysctl.ofKernel()).apply();
        JvmThreads.preferSafepoints(); // as the agent does
        Realtime.prefer(); // as the takeover's thread
        Clockwork hands = new Clockwork();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Long> changes = new CompletableFuture<>();
        try (FlowTable table = FlowTable.open(FlowFilter.ANSWERED);
                ReplicationLoop loop = loop(table);
                ElectionLoop election =
                        new ElectionLoop("test", new Election(config()), hands, hands.mailbox, 1)) {
            table.warmUp(OwnFlows.of(Optional.empty()), () -> true);
            table.commit(TableFlows.range(0, ROOM));
            loop.start();
            election.start();
            election.tell(new Input.Started(0, 0));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> election.state().node().role() == Role.MASTER);
            FlowSnapshot replica = TableFlows.range(ROOM / 2, COMMITTED);
            Thread churning = churn(stop, changes);
            churning.start();
            await().until(() -> hands.adverts > 100);
            hands.worstGap = 0;
            hands.leasesLost = 0;
            long began = System.nanoTime();
            int advertsBefore = hands.adverts;
            long eventsBefore = loop.intake().eventsReceived();
            FlowTable.Commit committed = table.commit(replica);
            long commitNanos = System.nanoTime() - began;
            int flows = loop.resynchronise().get();
            long took = System.nanoTime() - began;
            int adverts = hands.adverts - advertsBefore;
            long events = loop.intake().eventsReceived() - eventsBefore;
            stop.set(true);
            churning.join();
            long perSecond = events * 1_000_000_000L / took;
            log.warn(
                    "{}; {} adverts in {} ms, worst gap {} ms, {} late turns, worst by {} ms, {} leases"
                            + " lost; {} events/s; commit of {} in {} ms: {}; {} flows read",
                    election.realtime().text(),
                    adverts,
                    took / MILLI,
                    hands.worstGap / MILLI,
                    election.lateness().lateTicks(),
                    election.lateness().worstNanos() / MILLI,
                    hands.leasesLost,
                    perSecond,
                    COMMITTED,
                    commitNanos / MILLI,
                    committed.summary(),
                    flows);
            assertThat(changes.get()).as("entries changed").isPositive();
            assertThat(events).as("events taken").isPositive();
            assertThat(election.state().node().role()).isEqualTo(Role.MASTER);
            assertThat(hands.worstGap)
                    .as("worst gap between adverts, against the master-down interval")
                    .isLessThan(MASTER_DOWN);
            assertThat(hands.leasesLost).isZero();
            assertThat((long) adverts).isGreaterThan(took / ADVERT * 8 / 10);
        }
    }
}
