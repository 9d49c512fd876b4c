package org.bridgewall.sync.session;

import java.util.function.Consumer;
import org.bridgewall.sync.wire.FrameWriter;
import org.bridgewall.sync.wire.ReplicationMode;

/**
 * What a session needs to know; the same object for all peers of a node.
 *
 * @param node own name, unique in the cluster
 * @param boot id of this process, greater than that of any earlier process of the node
 * @param software for people
 * @param compact records are written as differences where the peer understands it
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
        boolean compact,
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

    /**
     * The defaults: flush window 10 ms, heartbeat 200 ms, acknowledgement within 12 ms, window
     * 1024, repairs at 50 MB/s.
     */
    public static SessionConfig defaults(String node, long boot) {
        return new SessionConfig(
                node,
                boot,
                "",
                ReplicationMode.FTFW,
                true,
                10 * MILLI,
                200 * MILLI,
                12 * MILLI,
                3000 * MILLI,
                1300,
                1024,
                50_000_000L,
                60_000 * MILLI,
                180_000 * MILLI,
                4096);
    }

    /** The same but for what the change sets. */
    public SessionConfig with(Consumer<Change> change) {
        Change values = new Change(this);
        change.accept(values);
        return values.applied();
    }

    /** What differs from one configuration to the next; used within {@link #with} only. */
    public static final class Change {
        private final SessionConfig before;
        private String software;
        private ReplicationMode mode;
        private boolean compact;
        private long flushWindowNanos;
        private int maxFrameBytes;
        private int tombstoneAllowance;

        private Change(SessionConfig before) {
            this.before = before;
            software = before.software;
            mode = before.mode;
            compact = before.compact;
            flushWindowNanos = before.flushWindowNanos;
            maxFrameBytes = before.maxFrameBytes;
            tombstoneAllowance = before.tombstoneAllowance;
        }

        public Change software(String value) {
            software = value;
            return this;
        }

        public Change mode(ReplicationMode value) {
            mode = value;
            return this;
        }

        public Change compact(boolean value) {
            compact = value;
            return this;
        }

        public Change flushWindowNanos(long value) {
            flushWindowNanos = value;
            return this;
        }

        public Change maxFrameBytes(int value) {
            maxFrameBytes = value;
            return this;
        }

        public Change tombstoneAllowance(int value) {
            tombstoneAllowance = value;
            return this;
        }

        private SessionConfig applied() {
            return new SessionConfig(
                    before.node,
                    before.boot,
                    software,
                    mode,
                    compact,
                    flushWindowNanos,
                    before.heartbeatNanos,
                    before.ackDelayNanos,
                    before.deadNanos,
                    maxFrameBytes,
                    before.maxWindow,
                    before.repairBytesPerSecond,
                    before.refreshNanos,
                    before.expiryNanos,
                    tombstoneAllowance);
        }
    }
}
