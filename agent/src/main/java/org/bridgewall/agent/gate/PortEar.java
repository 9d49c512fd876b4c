package org.bridgewall.agent.gate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bridgewall.agent.bridge.WireHeader;
import org.bridgewall.agent.bridge.WireTap;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.RingBuffer;

/**
 * What the fence's program hears on one port: probes in a ring buffer, so that a flood on one port
 * does not push out those of another, and a word in the lease page for spanning trees.
 *
 * <p>A record is the frame's length in 32 bits, 32 bits of nothing, and the frame.
 *
 * <p>Thread rule: as {@link WireTap}.
 */
final class PortEar implements WireTap {
    static final int FRAME_OFFSET = 8;
    static final int RECORD_BYTES = FRAME_OFFSET + (WireHeader.MAX_FRAME_BYTES + 7) / 8 * 8;

    /** Room for 170 frames. */
    private static final int RING_BYTES = 1 << 18;

    private final int vrid;
    private final int leg;
    private final LeasePage page;
    private final RingBuffer ring;
    private final byte[] bytes = new byte[RECORD_BYTES];
    private final ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());

    private PortEar(int vrid, int leg, LeasePage page, RingBuffer ring) {
        this.vrid = vrid;
        this.leg = leg;
        this.page = page;
        this.ring = ring;
    }

    /** An ear for the port of a leg, into which no program speaks yet. */
    static PortEar create(int vrid, int leg, LeasePage page) throws LinuxException {
        return new PortEar(
                vrid, leg, page, RingBuffer.create("bw_ring_" + vrid + "_" + leg, RING_BYTES));
    }

    int vrid() {
        return vrid;
    }

    int leg() {
        return leg;
    }

    RingBuffer ring() {
        return ring;
    }

    @Override
    public int descriptor() {
        return ring.descriptor();
    }

    @Override
    public int receive(byte[] frame) {
        if (ring.take(bytes) < 0) {
            return NOTHING;
        }
        int length = Math.min(record.getInt(0), frame.length);
        System.arraycopy(bytes, FRAME_OFFSET, frame, 0, length);
        return length;
    }

    @Override
    public long treeNanos() {
        return page.treeNanos(leg);
    }

    @Override
    public void refresh() {}

    @Override
    public void close() {
        ring.close();
    }
}
