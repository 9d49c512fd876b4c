package org.bridgewall.ha.traffic;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The whole load of a drill, running: long-lived connections, datagram streams, new connections and
 * the path tracer, with the server at the other side.
 *
 * <p>Thread rule: used by one thread; the parts have threads of their own.
 */
public final class Load implements AutoCloseable {
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final List<DatagramStream> streams = new ArrayList<>();
    private final List<BulkConnection> bulk = new ArrayList<>();
    private final PathTracer tracer;
    private final LongLivedConnections longLived;
    private final NewConnections fresh;

    /** Starts everything; fails, and leaves nothing behind, where a connection does not open. */
    public Load(LoadPlan plan) throws IOException {
        try {
            keep(new EchoServer(plan.server()));
            tracer = keep(new PathTracer(plan.client(), plan.server(), plan.tracerInterval()));
            for (var server : plan.servers()) {
                streams.add(
                        keep(new DatagramStream(plan.client(), server, plan.datagramInterval())));
            }
            longLived =
                    keep(
                            new LongLivedConnections(
                                    plan.client(),
                                    plan.servers(),
                                    plan.connections(),
                                    plan.messageInterval()));
            for (int i = 0; i < plan.bulkConnections(); i++) {
                bulk.add(
                        keep(
                                new BulkConnection(
                                        plan.client(),
                                        plan.servers().get(i % plan.servers().size()),
                                        plan.bulkBytesPerSecond())));
            }
            fresh = keep(new NewConnections(plan.client(), plan.servers(), plan.newPerSecond()));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Connections that must live: small-message and bulk together. */
    public int connections() {
        return longLived.count() + bulk.size();
    }

    /**
     * Waits until all connections have echoed something newer than the instant, or the limit.
     *
     * @return connections that have, on unbroken streams
     */
    public int survivors(long sinceNanos, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        int small = longLived.awaitAliveSince(sinceNanos, limit);
        int large = bulkAlive(sinceNanos);
        while (large < bulk.size() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(20_000_000);
            large = bulkAlive(sinceNanos);
        }
        return small + large;
    }

    /** What the packets of the window say. */
    public Observation observe(long fromNanos, long toNanos) {
        DatagramStream worst = streams.getFirst();
        for (DatagramStream stream : streams) {
            if (stream.blackoutMillis(fromNanos, toNanos)
                    > worst.blackoutMillis(fromNanos, toNanos)) {
                worst = stream;
            }
        }
        return new Observation(
                streams.stream().map(s -> s.blackoutMillis(fromNanos, toNanos)).toList(),
                worst.blackoutEndNanos(fromNanos, toNanos),
                streams.stream().mapToLong(DatagramStream::lost).sum(),
                streams.stream().mapToDouble(DatagramStream::senderLateMillis).max().orElse(0),
                tracer.dualActiveMillis(),
                tracer.duplicates(),
                fresh.tally(fromNanos, toNanos),
                deaths());
    }

    /** Why connections died, each reason once. */
    public List<String> deaths() {
        return Stream.concat(longLived.deaths().stream(), bulk.stream().map(BulkConnection::broken))
                .filter(why -> !why.isEmpty())
                .toList();
    }

    @Override
    public void close() {
        for (AutoCloseable part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("parts of the load close without failing", e);
            }
        }
        parts.clear();
    }

    private int bulkAlive(long sinceNanos) {
        return (int) bulk.stream().filter(each -> each.aliveSince(sinceNanos)).count();
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.add(part);
        return part;
    }
}
