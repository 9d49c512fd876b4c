package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.loop.IntakeStatus.Reason;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackFlush;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.PacedDump;
import org.bridgewall.agent.sysctl.KernelSettings;
import org.bridgewall.agent.sysctl.Sysctl;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class ReplicationLoopKernelTest {
    private static final int FLOWS = 3_000;
    private static final long NAP = 1_000_000L;
    private static final long MILLI = 1_000_000L;

    /** A running loop over the table of the calling thread's namespace. */
    private static final class Running implements AutoCloseable {
        final ConntrackFlush foreign = ConntrackFlush.open();
        final FlowTable table = FlowTable.open(FlowFilter.ANSWERED);
        final SyncNode node =
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
        final ReplicationLoop loop;

        Running(int bufferBytes, int limitBytes, long auditNanos) throws Exception {
            new KernelSettings(Sysctl.ofKernel()).apply();
            table.commit(TableFlows.range(0, FLOWS));
            loop =
                    new ReplicationLoop(
                            node,
                            ConntrackEvents.open(
                                    bufferBytes, FlowFilter.ANSWERED, table.portIds().toArray()),
                            PacedDump.open(FlowFilter.ANSWERED),
                            ConntrackLookup.open(),
                            new NoDatagrams(),
                            new IntakeSettings(FlowFilter.ALL, NAP, auditNanos, limitBytes),
                            Rest.open(),
                            table::writes);
            loop.start();
            await().until(() -> loop.intake().last() != null);
        }

        boolean equal() throws Exception {
            var held = loop.submit(own -> TableFlows.of(own.internal())).get(5, TimeUnit.SECONDS);
            return held.equals(TableFlows.ofKernel(FlowFilter.ANSWERED));
        }

        @Override
        public void close() {
            loop.close();
            table.close();
            foreign.close();
        }
    }

    private interface Check {
        void in(Running running) throws Exception;
    }

    private static void with(int buffer, int limit, long auditNanos, Check check) throws Exception {
        try (TestNamespace namespace = TestNamespace.create("bwi-")) {
            namespace.run(() -> {
                try (Running running = new Running(buffer, limit, auditNanos)) {
                    check.in(running);
                }
            });
        }
    }

    @Test
    void anAuditFindsAndMendsACacheThatWasCorrupted() throws Exception {
        with(
                8 << 20,
                8 << 20,
                100 * MILLI,
                running -> {
                    ReplicationLoop loop = running.loop;
                    assertThat(loop.intake().flows()).isEqualTo(FLOWS);
                    await().until(() -> loop.intake().lastAudit() != null);
                    assertThat(loop.intake().mended()).isEqualTo(TableFindings.NONE);

                    var _ =
                            loop.submit(own -> {
                                byte[] lost = TableFlows.key(5);
                                own.internal().remove(RecordTypes.FLOW, lost, 0, lost.length, 0);
                                byte[] dead = TableFlows.key(FLOWS + 5);
                                own.internal()
                                        .put(
                                                RecordTypes.FLOW,
                                                dead,
                                                0,
                                                dead.length,
                                                dead,
                                                0,
                                                3,
                                                1,
                                                0);
                                byte[] wrong = TableFlows.key(9);
                                own.internal()
                                        .put(
                                                RecordTypes.FLOW,
                                                wrong,
                                                0,
                                                wrong.length,
                                                dead,
                                                0,
                                                3,
                                                1,
                                                0);
                                return true;
                            });
                    await().until(() -> loop.intake().mended().all() > 0);
                    IntakeStatus status = loop.intake();
                    assertThat(status.mended()).isEqualTo(new TableFindings(1, 1, 1, 0));
                    assertThat(running.equal()).isTrue();
                    assertThat(status.sound()).isTrue();
                });
    }

    @Test
    void anAuditBlamesNobodyForWhatTakeoversWrite() throws Exception {
        with(
                8 << 20,
                8 << 20,
                50 * MILLI,
                running -> {
                    for (int round = 0; round < 10; round++) {
                        running.table.delete(TableFlows.range(0, FLOWS / 2));
                        running.loop.verify().get(5, TimeUnit.SECONDS);
                        assertThat(running.equal()).isTrue();
                        running.table.commit(TableFlows.range(0, FLOWS / 2));
                        assertThat(running.loop.resynchronise().get(5, TimeUnit.SECONDS))
                                .isEqualTo(FLOWS);
                        IntakeStatus.Pass audit = running.loop.intake().lastAudit();
                        assertThat(audit == null || !audit.blamed() || audit.findings().all() == 0)
                                .as("%s", audit)
                                .isTrue();
                    }
                });
    }

    @Test
    void lostEventsMakeTheBufferGrowAndOnePassMendsTheCache() throws Exception {
        with(
                16 << 10,
                256 << 10,
                0,
                running -> {
                    running.foreign.flush(TableFlows.range(0, FLOWS - 100));
                    await().until(() -> running.loop.intake().overruns() > 0);
                    await().until(() -> running.loop.intake().sound());
                    IntakeStatus status = running.loop.intake();
                    assertThat(status.bufferBytes()).isBetween(32 << 10, 256 << 10);
                    assertThat(status.last())
                            .extracting(IntakeStatus.Pass::reason)
                            .isEqualTo(Reason.OVERRUN);
                    assertThat(status.flows()).isEqualTo(100);
                    assertThat(status.mended().dead()).isPositive();
                    assertThat(running.equal()).isTrue();
                });
    }

    @Test
    void underAStormThatGoesOnTheTableIsNotReadInALoopAndTheDoubtIsTold() throws Exception {
        with(
                16 << 10,
                16 << 10,
                0,
                running -> {
                    long begun = System.nanoTime();
                    long end = begun + 5_000 * MILLI;
                    int passes = 0;
                    int doubtful = 0;
                    int looks = 0;
                    IntakeStatus.Pass last = running.loop.intake().last();
                    while (System.nanoTime() - end < 0) {
                        running.foreign.flush(TableFlows.range(0, FLOWS));
                        running.table.commit(TableFlows.range(0, FLOWS));
                        IntakeStatus now = running.loop.intake();
                        looks++;
                        doubtful += now.sound() ? 0 : 1;
                        boolean proves = running.loop.submit(own -> own.internal().sound()).get();
                        assertThat(proves || !now.sound() || !running.loop.intake().sound())
                                .as("what is not proven is told as doubtful")
                                .isTrue();
                        if (!Objects.equals(now.last(), last)) {
                            last = now.last();
                            passes++;
                        }
                    }
                    assertThat(running.loop.intake().overruns()).isPositive();
                    int seconds = (int) ((System.nanoTime() - begun) / (1_000 * MILLI));
                    assertThat(passes)
                            .as("passes in %d seconds of storm", seconds)
                            .isBetween(1, seconds + 1);
                    assertThat(doubtful).as("of %d looks", looks).isGreaterThan(looks / 3);
                    running.loop.verify().get(10, TimeUnit.SECONDS);
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> running.loop.intake().sound());
                    assertThat(running.loop.resynchronise().get(5, TimeUnit.SECONDS))
                            .isEqualTo(FLOWS);
                    assertThat(running.equal()).isTrue();
                });
    }
}
