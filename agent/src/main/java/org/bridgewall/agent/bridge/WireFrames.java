package org.bridgewall.agent.bridge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.SocketFilter;
import org.bridgewall.agent.linux.SocketFilter.Instruction;

/**
 * Builds and reads probe frames ({@link WireHeader}) of one instance.
 *
 * <p>Thread rule: {@link #probe} one thread; {@link #deliver} one other.
 */
public final class WireFrames {
    private final int vrid;
    private final ProbeIdentity identity;
    private final byte[] group = WireHeader.probeGroup();
    private final ByteBuffer frame = ByteBuffer.allocate(WireHeader.MAX_FRAME_BYTES);

    public WireFrames(int vrid, ProbeIdentity identity) {
        this.vrid = vrid;
        this.identity = identity;
    }

    /** The frame for one leg, between position and limit; valid until the next call. */
    public ByteBuffer probe(int leg, byte[] payload) {
        if (payload.length > WireHeader.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "payload: "
                            + payload.length
                            + " bytes (expected: at most "
                            + WireHeader.MAX_PAYLOAD_BYTES
                            + ")");
        }
        frame.clear().order(ByteOrder.BIG_ENDIAN);
        WireHeader.put(frame, group, identity.mac(leg), WireHeader.KIND_PROBE, vrid, leg);
        frame.putShort((short) payload.length)
                .order(ByteOrder.nativeOrder())
                .putLong(identity.cookie(leg))
                .put(payload);
        while (frame.position() < WireHeader.MIN_FRAME_BYTES) {
            frame.put((byte) 0);
        }
        return frame.flip();
    }

    /**
     * Reads a frame that the filter let through, and tells the listener of it.
     *
     * @return false if it is not for the listener: not a whole probe of this instance, or a probe
     *     of this process from before its gate last opened
     */
    public boolean deliver(
            byte[] bytes, int length, String port, long nanos, WireListener listener) {
        if (length < WireHeader.PAYLOAD_OFFSET) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        int payloadBytes = Short.toUnsignedInt(in.getShort(WireHeader.LENGTH_OFFSET));
        int leg = Byte.toUnsignedInt(in.get(WireHeader.LEG_OFFSET));
        if (in.getShort(WireHeader.MAGIC_OFFSET) != WireHeader.MAGIC
                || in.get(WireHeader.VERSION_OFFSET) != WireHeader.VERSION
                || in.get(WireHeader.VERSION_OFFSET + 1) != WireHeader.KIND_PROBE
                || Byte.toUnsignedInt(in.get(WireHeader.VRID_OFFSET)) != vrid
                || leg >= WireHeader.MAX_LEGS
                || payloadBytes > length - WireHeader.PAYLOAD_OFFSET) {
            return false;
        }
        boolean own = identity.sent(bytes, WireHeader.SOURCE_OFFSET);
        if (own && !isCurrent(in, leg)) {
            return false;
        }
        byte[] payload = new byte[payloadBytes];
        in.get(WireHeader.PAYLOAD_OFFSET, payload);
        listener.frameReceived(port, own, leg, payload, nanos);
        return true;
    }

    private boolean isCurrent(ByteBuffer in, int leg) {
        return leg < identity.legs()
                && in.order(ByteOrder.nativeOrder()).getLong(WireHeader.COOKIE_OFFSET)
                        == identity.cookie(leg);
    }

    /** Lets probes of the instance through and nothing else. */
    static SocketFilter probes(int vrid) {
        List<Instruction> code = new ArrayList<>();
        acceptProbes(code, vrid);
        return new SocketFilter(code);
    }

    /** Lets BPDUs and probes of the instance through and nothing else. */
    static SocketFilter probesAndBpdus(int vrid) {
        ByteBuffer bpdu = ByteBuffer.wrap(BpduWatch.group());
        List<Instruction> code = new ArrayList<>();
        code.add(new Instruction(SocketFilter.LOAD_WORD, 0));
        code.add(new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 3, bpdu.getInt(0)));
        code.add(new Instruction(SocketFilter.LOAD_HALF, 4));
        code.add(new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 1, bpdu.getShort(4)));
        code.add(new Instruction(SocketFilter.RETURN, SocketFilter.WHOLE));
        acceptProbes(code, vrid);
        return new SocketFilter(code);
    }

    private static void acceptProbes(List<Instruction> code, int vrid) {
        ByteBuffer address = ByteBuffer.wrap(WireHeader.probeGroup());
        accept(code, SocketFilter.LOAD_HALF, WireHeader.ETHERTYPE_OFFSET, WireHeader.ETHERTYPE);
        accept(code, SocketFilter.LOAD_WORD, 0, address.getInt(0));
        accept(code, SocketFilter.LOAD_HALF, 4, Short.toUnsignedInt(address.getShort(4)));
        accept(code, SocketFilter.LOAD_BYTE, WireHeader.VRID_OFFSET, vrid);
        code.add(new Instruction(SocketFilter.RETURN, SocketFilter.WHOLE));
    }

    private static void accept(List<Instruction> code, int load, int offset, int value) {
        code.add(new Instruction(load, offset));
        code.add(new Instruction(SocketFilter.JUMP_IF_EQUAL, 1, 0, value));
        code.add(new Instruction(SocketFilter.RETURN, 0));
    }
}
