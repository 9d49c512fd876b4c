package org.bridgewall.ha.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Topology;
import org.bridgewall.ha.traffic.EchoServer;
import org.bridgewall.ha.traffic.Load;
import org.bridgewall.ha.traffic.LoadPlan;
import org.bridgewall.ha.traffic.Observation;

/**
 * One fault under load in a running laboratory, from a ready pair to a ready pair, and what the
 * packets said meanwhile.
 *
 * <p>Thread rule: one thread.
 */
public final class Drill {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration SURVIVE = Duration.ofSeconds(10);

    /** Long enough for every lease, for the election, and for the first repeated segments. */
    private static final Duration HOLD = Duration.ofSeconds(3);

    private final Lab lab;
    private final boolean replication;
    private final int connections;
    private final Consumer<String> progress;

    /**
     * @param replication false: the control, where success is that nothing survives
     * @param connections long-lived small-message connections
     */
    public Drill(Lab lab, boolean replication, int connections, Consumer<String> progress) {
        this.lab = lab;
        this.replication = replication;
        this.connections = connections;
        this.progress = progress;
    }

    /** Breaks the node that leads, waits for the recovery, and says what happened. */
    public FaultResult run(Fault fault) throws IOException {
        progress.accept(fault.title() + ": waiting until the pair is ready");
        lab.awaitReady(replication, READY);
        try (Load load = new Load(plan())) {
            progress.accept(load.connections() + " connections are open");
            // The new connections are replicated, and proven so, before anything is broken.
            lab.awaitReady(replication, READY);
            String master = lab.master().orElseThrow(() -> new IOException("nobody leads"));
            int before = load.survivors(System.nanoTime(), SURVIVE);
            if (before < load.connections()) {
                throw new IOException(
                        "before the fault only %d of %d connections carried data"
                                .formatted(before, load.connections()));
            }
            return measure(fault, master, load);
        }
    }

    private FaultResult measure(Fault fault, String master, Load load) throws IOException {
        String successor =
                Topology.NODES.stream().filter(n -> !n.equals(master)).findFirst().orElseThrow();
        List<Moment> timeline = new ArrayList<>();
        progress.accept(fault.title() + ": " + master);
        long begun = System.nanoTime();
        fault.inject(lab, master);
        timeline.add(Moment.at(begun, begun, "demo", fault.title(), master));

        pauseUntil(begun + HOLD.toNanos());
        long recovering = System.nanoTime();
        fault.recover(lab, master);
        timeline.add(Moment.at(recovering, begun, "demo", "recovery begins", master));

        Optional<String> trouble = Optional.empty();
        try {
            lab.awaitReady(replication, READY);
            timeline.add(Moment.at(System.nanoTime(), begun, "demo", "pair ready again", ""));
        } catch (IOException e) {
            trouble = Optional.of(String.valueOf(e.getMessage()));
        }
        int survived = load.survivors(System.nanoTime(), SURVIVE);
        Observation seen = load.observe(begun, System.nanoTime());
        addMarks(timeline, lab.lastTakeover(successor), successor, begun);
        timeline.add(
                Moment.at(
                        seen.firstPacketNanos(),
                        begun,
                        "packets",
                        "first packet after the blackout",
                        describe(seen)));
        timeline.sort(Comparator.comparingDouble(Moment::atMillis));
        return new FaultResult(
                fault.title(),
                load.connections(),
                survived,
                Moment.tenths(seen.blackoutMillis()),
                Moment.tenths(seen.dualActiveMillis()),
                timeline,
                Judgement.of(fault, replication, load.connections(), survived, seen, trouble));
    }

    /** The successor's own account; its clock is ours, so that both fit into one line. */
    private static void addMarks(
            List<Moment> timeline, JsonNode takeover, String successor, long begun) {
        for (JsonNode mark : takeover.findPath("marks")) {
            long at = mark.path("at_nanos").asLong();
            // A takeover long before the fault is not this one.
            if (at - begun > -Duration.ofSeconds(1).toNanos()) {
                timeline.add(
                        Moment.at(
                                at,
                                begun,
                                successor,
                                mark.path("name").asText(),
                                mark.path("detail").asText()));
            }
        }
    }

    private static String describe(Observation seen) {
        return "blackout %s ms, %d datagrams lost; new connections: %d begun, %d failed, %d slow"
                .formatted(
                        seen.blackouts().stream().map(Moment::tenths).toList(),
                        seen.datagramsLost(),
                        seen.fresh().begun(),
                        seen.fresh().failed(),
                        seen.fresh().slow());
    }

    /** The load under which faults are measured. */
    public LoadPlan plan() {
        return LoadPlan.ordinary(
                lab.site().namespace("client"),
                lab.site().namespace("server"),
                List.of(
                        new InetSocketAddress(Topology.SERVER_V4, EchoServer.PORT),
                        new InetSocketAddress(Topology.SERVER_V6, EchoServer.PORT)),
                connections);
    }

    private static void pauseUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
