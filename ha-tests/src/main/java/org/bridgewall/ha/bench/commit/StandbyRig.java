package org.bridgewall.ha.bench.commit;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.bridge.Relearn;
import org.bridgewall.agent.loop.FlowTable;
import org.bridgewall.agent.loop.HandoverTurns;
import org.bridgewall.agent.loop.HostIntake;
import org.bridgewall.agent.loop.IntakeSettings;
import org.bridgewall.agent.loop.Mailbox;
import org.bridgewall.agent.loop.OwnFlows;
import org.bridgewall.agent.loop.ReplicationLoop;
import org.bridgewall.agent.loop.Rest;
import org.bridgewall.agent.loop.TakeoverWorker;
import org.bridgewall.agent.loop.TransitionLog;
import org.bridgewall.agent.loop.WarmStandby;
import org.bridgewall.agent.loop.WarmStatus;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.PacedDump;
import org.bridgewall.core.promotion.Timeline;
import org.bridgewall.ha.bench.sync.BenchFlows;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/**
 * A standby as the agent builds it, from the replication thread to the takeover worker, in the
 * network namespace of the calling thread; and the active node that feeds it, joined by memory
 * instead of a cable.
 *
 * <p>Thread rule: one thread.
 */
final class StandbyRig implements AutoCloseable {
    static final OwnFlows ALL = OwnFlows.of(Optional.empty());
    private static final long NAP_NANOS = 2_000_000;
    private static final String BRIDGE = "bench0";
    private static final long REST_NANOS = 500_000_000L;
    private static final long LIMIT_NANOS = 120_000_000_000L;

    final FlowTable table;
    final TakeoverWorker worker;
    private final Optional<WarmStandby> warm;
    private final SyncNode standby;
    private final ActiveNode active;
    private final ReplicationLoop loop;
    private final ConntrackEvents events;
    private final ConntrackLookup lookup;
    private final PacedDump dump;
    private final Relearn relearn;
    private final TransitionLog history = new TransitionLog();

    /**
     * @param followed whether the standby is warm
     */
    StandbyRig(boolean followed) throws IOException {
        this(followed, 0);
    }

    /**
     * @param followed whether the standby is warm
     * @param tracked flows that the active node has when the standby first meets it
     */
    StandbyRig(boolean followed, int tracked) throws IOException {
        Command.run("ip", "link", "add", BRIDGE, "type", "bridge");
        MemoryLink toStandby = MemoryLink.create();
        active = new ActiveNode(toStandby);
        standby = node("standby", "active", active.fromStandby());
        table = FlowTable.open(FlowFilter.ANSWERED);
        events =
                ConntrackEvents.open(
                        ConntrackEvents.DEFAULT_RECEIVE_BUFFER_BYTES,
                        FlowFilter.ANSWERED,
                        table.portIds().toArray());
        dump = PacedDump.open(FlowFilter.ANSWERED);
        lookup = ConntrackLookup.open();
        loop =
                new ReplicationLoop(
                        standby,
                        events,
                        dump,
                        lookup,
                        toStandby,
                        new IntakeSettings(
                                FlowFilter.ANSWERED,
                                NAP_NANOS,
                                0,
                                ConntrackEvents.DEFAULT_RECEIVE_BUFFER_BYTES),
                        Rest.open(),
                        table::writes);
        warm = followed ? Optional.of(new WarmStandby(loop, table)) : Optional.empty();
        relearn = Relearn.open(1, List.of("lo"));
        worker =
                new TakeoverWorker(
                        1,
                        BRIDGE,
                        loop,
                        table,
                        ALL,
                        warm,
                        relearn,
                        history,
                        new Mailbox(),
                        new HostIntake(1, List.of("lo"), loop),
                        new HandoverTurns());
        loop.start();
        warm.ifPresent(WarmStandby::start);
        active.preload(tracked);
        active.start();
    }

    static SyncNode node(String name, String peer, MemoryLink to) {
        return new SyncNode(
                SessionConfig.defaults(name, 1),
                1,
                new PlainSeal(
                        FrameKind.REPLICATION, new SealIdentity("bench", name, 1, List.of(peer))),
                List.of(new PeerLinks(peer, List.of("memory"))),
                to,
                new SplittableRandom(name.hashCode()),
                System.nanoTime());
    }

    /**
     * Has the active node track flows 0 to {@code count} - 1; returns once the standby has them.
     */
    void fill(int count) throws IOException {
        active.track(count);
        await(
                count + " flows at the standby",
                () -> {
                    var peers = standby.status().peers();
                    return !peers.isEmpty()
                            && peers.getFirst().proven()
                            && peers.getFirst().externalRecords() == count;
                });
    }

    /** Whether some flows have arrived, and it is known that not all have. */
    boolean isBeingFilled() {
        var peers = standby.status().peers();
        return !peers.isEmpty()
                && peers.getFirst().externalRecords() > 0
                && !peers.getFirst().proven();
    }

    /**
     * Waits until the worker's rehearsal is over and the compiler has nothing more to do: an agent
     * that takes over was started long before.
     */
    void settle() throws IOException {
        CountDownLatch rehearsed = new CountDownLatch(1);
        worker.execute(rehearsed::countDown);
        await("the rehearsal", () -> rehearsed.getCount() == 0);
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long[] last = {-1, System.nanoTime()};
        await(
                "the compiler rests",
                () -> {
                    long spent = compiler.getTotalCompilationTime();
                    long now = System.nanoTime();
                    if (spent != last[0]) {
                        last[0] = spent;
                        last[1] = now;
                    }
                    return now - last[1] >= REST_NANOS;
                });
    }

    ActiveNode active() {
        return active;
    }

    /** Has that many flows change at the active node; returns once the standby was told. */
    void change(int flows, int tcpState) throws IOException {
        active.change(0, flows, tcpState);
        await(
                "the changes at the standby",
                () ->
                        standby.status().peers().getFirst().proven()
                                && changedTo(tcpState, flows - 1));
    }

    private boolean changedTo(int tcpState, int number) {
        return loop.submit(node ->
                        BenchFlows.state(node.external("active").orElseThrow(), number) == tcpState)
                .join();
    }

    /** Has the standby follow, as it does once it has heard the master. */
    void follow() {
        worker.dropStaleFlows();
    }

    /** Where the warm standby stands. */
    WarmStatus warmStatus() {
        return warm.orElseThrow().status();
    }

    /** Commits as a takeover does; returns the nanoseconds and what the timeline says of it. */
    Outcome commit(long epoch) throws IOException {
        history.begin(new Timeline(epoch, "benchmark", System.nanoTime(), List.of()));
        worker.commit(epoch, false);
        await("the commit", () -> mark(Timeline.COMMITTED).isPresent());
        Timeline.Mark done = mark(Timeline.COMMITTED).orElseThrow();
        long began = mark(Timeline.COMMIT_BEGAN).orElseThrow().atNanos();
        return new Outcome(done.atNanos() - began, done.detail());
    }

    /**
     * A commit.
     *
     * @param nanos from its begin to its end
     * @param summary the agent's own words
     */
    record Outcome(long nanos, String summary) {}

    private Optional<Timeline.Mark> mark(String name) {
        var last = history.lastTakeover();
        return last == null
                ? Optional.empty()
                : last.timeline().marks().stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** A state that comes by itself. */
    interface Condition {
        boolean holds() throws IOException;
    }

    static void await(String what, Condition condition) throws IOException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException("not within two minutes: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        active.close();
        worker.close();
        warm.ifPresent(WarmStandby::close);
        loop.close();
        relearn.close();
        events.close();
        lookup.close();
        dump.close();
        table.close();
    }
}
