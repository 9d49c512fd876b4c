package org.bridgewall.agent.bridge;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.linux.SocketFilter;
import org.bridgewall.agent.linux.SocketFilter.Instruction;

/**
 * Notes on which data ports the switches speak a spanning tree: frames to 01:80:c2:00:00:00 (IEEE
 * 802.1D-1998 table 7-9). It hears them below the gate, whether it is open or shut.
 *
 * <p>Thread rule: one thread at a time.
 */
public final class BpduWatch implements AutoCloseable {
    private static final byte[] BRIDGE_GROUP = {0x01, (byte) 0x80, (byte) 0xc2, 0, 0, 0};
    private static final int GROUP_START = 0x0180_c200;
    private static final int FRAMES_PER_LOOK = 64;
    private static final int FRAME_BYTES = 64;

    private final List<PortSocket> legs = new ArrayList<>();
    private final long[] seenNanos;
    private final boolean[] seen;
    private final byte[] frame = new byte[FRAME_BYTES];

    /**
     * @param ports all data ports
     */
    public BpduWatch(List<String> ports) throws LinuxException {
        seenNanos = new long[ports.size()];
        seen = new boolean[ports.size()];
        try {
            for (String port : ports) {
                legs.add(new PortSocket(port, BpduWatch::listen));
            }
        } catch (LinuxException e) {
            legs.forEach(PortSocket::close);
            throw e;
        }
    }

    private static PacketSocket listen(String device) throws LinuxException {
        return PacketSocket.open(
                device,
                new SocketFilter(
                        List.of(
                                new Instruction(SocketFilter.LOAD_WORD, 0),
                                new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 3, GROUP_START),
                                new Instruction(SocketFilter.LOAD_HALF, 4),
                                new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 1, 0),
                                new Instruction(SocketFilter.RETURN, FRAME_BYTES),
                                new Instruction(SocketFilter.RETURN, 0))),
                BRIDGE_GROUP);
    }

    /** Takes what came in since the last look. */
    public void look(long nowNanos) {
        for (int leg = 0; leg < legs.size(); leg++) {
            PortSocket socket = legs.get(leg);
            socket.refresh();
            for (int i = 0; i < FRAMES_PER_LOOK; i++) {
                if (socket.receiving().receive(frame) <= 0) {
                    break;
                }
                seen[leg] = true;
                seenNanos[leg] = nowNanos;
            }
        }
    }

    /** Ports on which one came in within the last {@code spanNanos}. */
    public List<String> speaking(long nowNanos, long spanNanos) {
        List<String> ports = new ArrayList<>();
        for (int leg = 0; leg < legs.size(); leg++) {
            if (seen[leg] && nowNanos - seenNanos[leg] <= spanNanos) {
                ports.add(legs.get(leg).port());
            }
        }
        return ports;
    }

    @Override
    public void close() {
        legs.forEach(PortSocket::close);
    }
}
