package org.bridgewall.ha.drill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Patience;
import org.bridgewall.ha.lab.Segment;
import org.bridgewall.ha.lab.Topology;
import org.bridgewall.ha.traffic.EchoServer;
import org.bridgewall.ha.traffic.LoadPlan;
import org.bridgewall.ha.traffic.Observation;

/**
 * One fault under load in a running laboratory, from a ready cluster to a ready cluster, and what
 * the packets said meanwhile.
 *
 * <p>Thread rule: one thread.
 */
public final class Drill {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration SURVIVE = Duration.ofSeconds(10);

    private final Lab lab;
    private final int connections;
    private final Consumer<String> progress;

    /**
     * @param connections long-lived small-message connections in each segment
     */
    public Drill(Lab lab, int connections, Consumer<String> progress) {
        this.lab = lab;
        this.connections = connections;
        this.progress = progress;
    }

    /** Breaks what leads, waits for the recovery, and says what happened. */
    public FaultResult run(Fault fault) throws IOException {
        progress.accept(fault.title() + ": waiting until all nodes are ready");
        lab.watch().awaitReady(READY);
        fault.prepare().on(stage());
        try (Loads loads = new Loads(lab, connections)) {
            progress.accept(loads.connections() + " connections are open");
            // The new connections are replicated, and proven so, before anything is broken.
            lab.watch().awaitRunningReady(READY);
            int before = loads.survivors(System.nanoTime(), SURVIVE);
            if (before < loads.connections()) {
                throw new IOException(
                        "before the fault only %d of %d connections carried data: %s"
                                .formatted(before, loads.connections(), loads.deaths()));
            }
            return measure(fault, stage(), loads);
        } catch (IOException e) {
            fault.recover().on(stage());
            throw e;
        }
    }

    private Stage stage() throws IOException {
        Patience.await(
                READY,
                "somebody leads",
                () -> lab.watch().master(Segment.FIRST).isPresent(),
                lab.watch()::verdicts);
        String master =
                lab.watch()
                        .master(Segment.FIRST)
                        .orElseThrow(() -> new IOException("nobody leads"));
        return new Stage(lab, master, progress);
    }

    private FaultResult measure(Fault fault, Stage stage, Loads loads) throws IOException {
        List<Moment> timeline = new ArrayList<>();
        List<String> troubles = new ArrayList<>();
        progress.accept(fault.title() + ": " + stage.master());
        stage.begin();
        attempt(() -> fault.inject().on(stage), troubles);
        long begun = stage.begunNanos();
        timeline.add(Moment.at(begun, begun, "drill", fault.title(), stage.master()));
        Patience.until(begun + fault.hold().toNanos());
        attempt(() -> checkLeader(fault, stage), troubles);
        timeline.add(
                Moment.at(System.nanoTime(), begun, "drill", "recovery begins", stage.master()));
        attempt(() -> fault.recover().on(stage), troubles);
        attempt(() -> lab.watch().awaitReady(READY), troubles);
        timeline.add(Moment.at(System.nanoTime(), begun, "drill", "all nodes ready", ""));
        int survived = loads.survivors(System.nanoTime(), SURVIVE);
        List<Observation> seen = loads.observe(begun, System.nanoTime());
        for (String node : lab.plan().nodeNames()) {
            addMarks(timeline, lab.watch().lastTakeover(node), node, begun);
        }
        Observation first = seen.getFirst();
        timeline.add(
                Moment.at(
                        first.firstPacketNanos(),
                        begun,
                        "packets",
                        "first packet after the blackout",
                        describe(first)));
        timeline.sort(Comparator.comparingDouble(Moment::atMillis));
        return new FaultResult(
                fault.title(),
                loads.connections(),
                survived,
                Moment.tenths(first.blackoutMillis()),
                Moment.tenths(
                        seen.stream().mapToDouble(Observation::dualActiveMillis).max().orElse(0)),
                timeline,
                Judgement.of(fault, loads.connections(), survived, seen, troubles));
    }

    private interface Attempt {
        void run() throws IOException;
    }

    /** What goes wrong is part of the result; the rest is still measured. */
    private static void attempt(Attempt attempt, List<String> troubles) {
        try {
            attempt.run();
        } catch (IOException e) {
            troubles.add(String.valueOf(e.getMessage()));
        }
    }

    private void checkLeader(Fault fault, Stage stage) throws IOException {
        boolean same =
                lab.watch().master(stage.segment()).filter(stage.master()::equals).isPresent();
        switch (fault.leader()) {
            case MOVES -> {
                if (same || lab.watch().master(stage.segment()).isEmpty()) {
                    throw new IOException("nobody took over from " + stage.master());
                }
            }
            case STAYS -> {
                if (!same) {
                    throw new IOException(stage.master() + " leads no more (expected: it stays)");
                }
            }
            case ANY -> {}
        }
    }

    /** The nodes' own account; their clock is ours, so that all fit into one line. */
    private static void addMarks(
            List<Moment> timeline, JsonNode takeover, String node, long begun) {
        for (JsonNode mark : takeover.findPath("marks")) {
            long at = mark.path("at_nanos").asLong();
            // A takeover long before the fault is not this one.
            if (at - begun > -Duration.ofSeconds(1).toNanos()) {
                timeline.add(
                        Moment.at(
                                at,
                                begun,
                                node,
                                mark.path("name").asText(),
                                mark.path("detail").asText()));
            }
        }
    }

    private static String describe(Observation seen) {
        return ("blackout %s ms, %d datagrams lost, sender late by up to %s ms;"
                        + " new connections: %d begun, %d failed, %d slow")
                .formatted(
                        seen.blackouts().stream().map(Moment::tenths).toList(),
                        seen.datagramsLost(),
                        Moment.tenths(seen.senderLateMillis()),
                        seen.fresh().begun(),
                        seen.fresh().failed(),
                        seen.fresh().slow());
    }

    /** The load under which faults are measured. */
    public static LoadPlan load(Lab lab, Segment segment, int connections) {
        return LoadPlan.ordinary(
                        lab.site().namespace(segment.client()),
                        lab.site().namespace(segment.server()),
                        List.of(
                                new InetSocketAddress(Topology.SERVER_V4, EchoServer.PORT),
                                new InetSocketAddress(Topology.SERVER_V6, EchoServer.PORT)),
                        connections)
                .sharedBy(lab.plan().instances());
    }
}
