package org.bridgewall.sync.session;

import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.ReplicationMode;

/**
 * What a session needs to know; the same object for all peers of a node.
 *
 * @param node own name, unique in the cluster
 * @param boot id of this process, greater than that of any earlier process of the node
 * @param software for people
 * @param flushWindowNanos how long a change rests, so that what dies meanwhile is never sent
 * @param heartbeatNanos between heartbeats, and so between proofs
 * @param ackDelayNanos longest wait before an arrival is acknowledged
 * @param deadNanos silence after which the peer counts as unreachable
 * @param maxFrameBytes largest frame before the seal
 * @param maxWindow most datagrams in flight, in either direction
 * @param repairBytesPerSecond pace of repairs; fresh changes are not paced
 * @param refreshNanos alarm mode: everything is sent again within this time
 * @param expiryNanos alarm mode: what was not refreshed for so long is forgotten
 * @param tombstoneAllowance removals that may wait for acknowledgement, beyond half the live
 *     records; above that the slowest peer falls back to its digests
 */
public record SessionConfig(
        String node,
        long boot,
        String software,
        ReplicationMode mode,
        long flushWindowNanos,
        long heartbeatNanos,
        long ackDelayNanos,
        long deadNanos,
        int maxFrameBytes,
        int maxWindow,
        long repairBytesPerSecond,
        long refreshNanos,
        long expiryNanos,
        int tombstoneAllowance) {

    private static final long MILLI = 1_000_000L;

    public SessionConfig {
        if (maxFrameBytes < FrameWriter.minimumFrameBytes()) {
            throw new IllegalArgumentException(
                    "frame bytes: "
                            + maxFrameBytes
                            + " (expected: >= "
                            + FrameWriter.minimumFrameBytes()
                            + ")");
        }
        if (maxWindow < 16 || maxWindow > 8192) {
            throw new IllegalArgumentException("window: " + maxWindow + " (expected: 16..8192)");
        }
    }

    /** The defaults: flush window 10 ms, heartbeat 200 ms, window 1024, repairs at 50 MB/s. */
    public static SessionConfig defaults(String node, long boot) {
        return new SessionConfig(
                node,
                boot,
                "",
                ReplicationMode.FTFW,
                10 * MILLI,
                200 * MILLI,
                2 * MILLI,
                3000 * MILLI,
                1300,
                1024,
                50_000_000L,
                60_000 * MILLI,
                180_000 * MILLI,
                4096);
    }

    public SessionConfig withMode(ReplicationMode value) {
        return new SessionConfig(
                node,
                boot,
                software,
                value,
                flushWindowNanos,
                heartbeatNanos,
                ackDelayNanos,
                deadNanos,
                maxFrameBytes,
                maxWindow,
                repairBytesPerSecond,
                refreshNanos,
                expiryNanos,
                tombstoneAllowance);
    }

    public SessionConfig withFlushWindowNanos(long value) {
        return new SessionConfig(
                node,
                boot,
                software,
                mode,
                value,
                heartbeatNanos,
                ackDelayNanos,
                deadNanos,
                maxFrameBytes,
                maxWindow,
                repairBytesPerSecond,
                refreshNanos,
                expiryNanos,
                tombstoneAllowance);
    }

    public SessionConfig withMaxFrameBytes(int value) {
        return new SessionConfig(
                node,
                boot,
                software,
                mode,
                flushWindowNanos,
                heartbeatNanos,
                ackDelayNanos,
                deadNanos,
                value,
                maxWindow,
                repairBytesPerSecond,
                refreshNanos,
                expiryNanos,
                tombstoneAllowance);
    }

    public SessionConfig withSoftware(String value) {
        return new SessionConfig(
                node,
                boot,
                value,
                mode,
                flushWindowNanos,
                heartbeatNanos,
                ackDelayNanos,
                deadNanos,
                maxFrameBytes,
                maxWindow,
                repairBytesPerSecond,
                refreshNanos,
                expiryNanos,
                tombstoneAllowance);
    }

    public SessionConfig withTombstoneAllowance(int value) {
        return new SessionConfig(
                node,
                boot,
                software,
                mode,
                flushWindowNanos,
                heartbeatNanos,
                ackDelayNanos,
                deadNanos,
                maxFrameBytes,
                maxWindow,
                repairBytesPerSecond,
                refreshNanos,
                expiryNanos,
                value);
    }
}
