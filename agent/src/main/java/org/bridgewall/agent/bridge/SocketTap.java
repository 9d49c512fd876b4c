package org.bridgewall.agent.bridge;

import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.linux.SocketFilter;
import org.jspecify.annotations.Nullable;

/**
 * A tap by the port's packet socket, with a filter in the kernel: for ports whose fence does not
 * hear for itself. Each packet that crosses costs a look.
 *
 * <p>Of a spanning tree it takes the first frame after each refresh and has the kernel's filter
 * drop the others, so that a flood of BPDUs does not push out the probes.
 *
 * <p>Thread rule: as {@link WireTap}.
 */
final class SocketTap implements WireTap {
    private final PortSocket socket;
    private final SocketFilter everything;
    private final SocketFilter probesOnly;

    /** The socket whose filter lets only probes through until the next refresh, or none. */
    private @Nullable PacketSocket sated;

    private long treeNanos;

    SocketTap(PortSocket socket, int vrid) {
        this.socket = socket;
        this.everything = WireFrames.probesAndBpdus(vrid);
        this.probesOnly = WireFrames.probes(vrid);
    }

    /** Opens the kind of socket that this taps. */
    static PacketSocket open(String device, int vrid) throws LinuxException {
        return PacketSocket.open(device, WireFrames.probesAndBpdus(vrid), PacketWire.GROUPS);
    }

    @Override
    public int descriptor() {
        return socket.receiving().descriptor();
    }

    @Override
    public int receive(byte[] frame) {
        PacketSocket tap = socket.receiving();
        int length = tap.receive(frame);
        if (length <= 0) {
            return NOTHING;
        }
        if (!BpduWatch.isBpdu(frame, length)) {
            return length;
        }
        treeNanos = System.nanoTime();
        if (sated != tap && filter(tap, probesOnly)) {
            sated = tap;
        }
        return 0;
    }

    @Override
    public long treeNanos() {
        return treeNanos;
    }

    @Override
    public void refresh() {
        // Another socket by now lets everything through, and the old one is closed.
        if (sated != null && (sated != socket.receiving() || filter(sated, everything))) {
            sated = null;
        }
    }

    /** False if the kernel has no memory for it: the filter stays as it was. */
    private static boolean filter(PacketSocket tap, SocketFilter filter) {
        try {
            tap.filter(filter);
            return true;
        } catch (LinuxException e) {
            return false;
        }
    }

    /** The socket is its owner's. */
    @Override
    public void close() {}
}
