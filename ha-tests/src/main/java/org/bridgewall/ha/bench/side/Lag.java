package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.ha.lab.Topology;
import org.bridgewall.ha.traffic.EchoServer;

/**
 * Times replication: a connection is established through the master, and the last frame that tells
 * of it arrives at the standby. What the standby does with it then takes at most one turn of its
 * loop (Bridgewall: a nap of 10 ms) and is not counted, for neither of the two.
 *
 * <p>Frames that tell of a connection are known by their length: longer, by more than a counter can
 * grow, than nine of ten that pass while nothing happens.
 *
 * <p>Thread rule: one thread.
 */
final class Lag {
    /** Connections before those that count: what runs for the first time is slower. */
    private static final int WARM_UP = 20;

    private static final double USUAL_PERCENT = 90;

    /** Counters within a heartbeat grow; a record is longer than this. */
    private static final int VARINT_BYTES = 12;

    private static final double QUIET_SECONDS = 2.5;
    private static final double OPEN_SECONDS = 0.08;
    private static final double CLOSED_SECONDS = 0.06;
    private static final double MILLI = 1e6;

    private final Plan plan;
    private final Figures figures;

    Lag(Plan plan, Figures figures) {
        this.plan = plan;
        this.figures = figures;
    }

    void measure(Pair pair) throws IOException {
        try (EchoServer _ = new EchoServer(pair.site().namespace("server"));
                SyncTap tap = new SyncTap(pair.site().namespace(pair.backup()), "sync0")) {
            Waiting.pause(1);
            tap.take();
            Waiting.pause(QUIET_SECONDS);
            List<SyncTap.Frame> idle = flows(pair, tap.take());
            int idleBytes = usual(idle);
            Timings timings =
                    Netns.call(pair.site().namespace("client"), () -> probes(pair, tap, idleBytes));
            if (timings.millis.isEmpty()) {
                throw new IOException(
                        "no frame longer than "
                                + idleBytes
                                + " bytes followed any of "
                                + plan.probes()
                                + " connections");
            }
            figures.add(pair.arrangement(), Metric.LAG_P50, Samples.percentile(timings.millis, 50));
            figures.add(pair.arrangement(), Metric.LAG_P99, Samples.percentile(timings.millis, 99));
            if (timings.unseen > 0) {
                figures.note(
                        pair.arrangement().title() + ", replication lag",
                        timings.unseen + " of " + plan.probes() + " connections were not seen");
            }
        }
    }

    /** Those on the port on which flows travel: adverts are long, and frequent. */
    private static List<SyncTap.Frame> flows(Pair pair, List<SyncTap.Frame> frames) {
        return frames.stream().filter(f -> f.udpPort() == pair.replicationPort()).toList();
    }

    /** Few idle frames are longer: those that tell of a learned host, for instance. */
    private static int usual(List<SyncTap.Frame> idle) {
        List<Double> lengths = idle.stream().map(frame -> (double) frame.bytes()).toList();
        return lengths.isEmpty()
                ? 0
                : (int) Samples.percentile(lengths, USUAL_PERCENT) + VARINT_BYTES;
    }

    private record Timings(List<Double> millis, int unseen) {}

    private Timings probes(Pair pair, SyncTap tap, int idleBytes) throws IOException {
        List<Double> millis = new ArrayList<>();
        int unseen = 0;
        for (int i = -WARM_UP; i < plan.probes(); i++) {
            tap.take();
            long established;
            try (SocketChannel probe = SocketChannel.open()) {
                probe.setOption(StandardSocketOptions.SO_LINGER, 0);
                probe.connect(new InetSocketAddress(Topology.SERVER_V4, EchoServer.PORT));
                established = System.nanoTime();
                // Not in step with any timer of the daemons.
                Waiting.pause(OPEN_SECONDS + Math.floorMod(i, 10) / 1000.0);
            }
            List<Long> told =
                    flows(pair, tap.take()).stream()
                            .filter(frame -> frame.bytes() > idleBytes)
                            .map(SyncTap.Frame::nanos)
                            .toList();
            if (i < 0) {
                Waiting.pause(CLOSED_SECONDS);
                continue;
            }
            if (told.isEmpty()) {
                unseen++;
            } else {
                millis.add(Math.max(0, told.getLast() - established) / MILLI);
            }
            Waiting.pause(CLOSED_SECONDS);
        }
        return new Timings(millis, unseen);
    }
}
