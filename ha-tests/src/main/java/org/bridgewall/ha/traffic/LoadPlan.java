package org.bridgewall.ha.traffic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What crosses the pair during a drill.
 *
 * @param client namespace of the client
 * @param server namespace of the server
 * @param servers the server's addresses, by which the families alternate
 * @param connections long-lived small-message connections
 * @param messageInterval between two messages of one connection
 * @param bulkConnections streams with full windows, in addition
 * @param bulkBytesPerSecond rate of each
 * @param datagramInterval of the UDP streams, one for each address
 * @param newPerSecond connections begun in each second
 * @param tracerInterval between two path tracer frames: the resolution of the dual-active time
 */
public record LoadPlan(
        String client,
        String server,
        List<InetSocketAddress> servers,
        int connections,
        Duration messageInterval,
        int bulkConnections,
        long bulkBytesPerSecond,
        Duration datagramInterval,
        int newPerSecond,
        Duration tracerInterval) {

    /** The load of the demo, with this many small-message connections. */
    public static LoadPlan ordinary(
            String client, String server, List<InetSocketAddress> servers, int connections) {
        return new LoadPlan(
                client,
                server,
                List.copyOf(servers),
                connections,
                Duration.ofMillis(100),
                2,
                2_000_000,
                Duration.ofMillis(1),
                50,
                Duration.ofMillis(5));
    }

    /** The load of one of several segments, which together cost what one costs alone. */
    public LoadPlan sharedBy(int segments) {
        return new LoadPlan(
                client,
                server,
                servers,
                connections,
                messageInterval.multipliedBy(segments),
                bulkConnections,
                bulkBytesPerSecond / segments,
                datagramInterval.multipliedBy(segments),
                newPerSecond / segments,
                tracerInterval.multipliedBy(segments));
    }
}
