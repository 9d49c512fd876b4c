package org.bridgewall.agent.ring;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.PacketPoll;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.linux.SocketFilter;
import org.bridgewall.agent.linux.SocketFilter.Instruction;

/** Sends frames of any kind at one end of a ring and looks whether they arrive at the other. */
public final class Crossing implements AutoCloseable {
    private static final int MARK_AT = 48;
    private static final int MARK = 0x42574d4b;
    private static final byte[] ANY_GROUP = {0x03, 0, 0, 0, 0, 0x77};

    private final PacketSocket from;
    private final PacketSocket to;
    private final PacketPoll poll = new PacketPoll(1);
    private final byte[] incoming = new byte[2048];
    private int number;

    private Crossing(PacketSocket from, PacketSocket to) {
        this.from = from;
        this.to = to;
    }

    static Crossing open(
            String fromNamespace, String fromDevice, String toNamespace, String toDevice)
            throws Exception {
        return new Crossing(
                Shell.inside(fromNamespace, () -> PacketSocket.openForSending(fromDevice)),
                Shell.inside(toNamespace, () -> listen(toDevice)));
    }

    private static PacketSocket listen(String device) throws LinuxException {
        SocketFilter marked =
                new SocketFilter(
                        List.of(
                                new Instruction(SocketFilter.LOAD_WORD, MARK_AT),
                                new Instruction(SocketFilter.JUMP_IF_EQUAL, 1, 0, MARK),
                                new Instruction(SocketFilter.RETURN, 0),
                                new Instruction(SocketFilter.RETURN, SocketFilter.WHOLE)));
        return PacketSocket.open(device, marked, List.of(ANY_GROUP));
    }

    /** The address that frames come from. */
    public byte[] sourceMac() {
        return from.mac();
    }

    /** Sends a broadcast of a private ethertype; true if it arrives within a tenth of a second. */
    public boolean works() {
        return passes(frame("ffffffffffff", "88b6"));
    }

    /**
     * A frame from this end.
     *
     * @param destination twelve hexadecimal digits
     * @param afterSource hexadecimal digits of tags, ethertype and what follows
     */
    public byte[] frame(String destination, String afterSource) {
        ByteBuffer frame = ByteBuffer.allocate(80);
        frame.put(HexFormat.of().parseHex(destination))
                .put(from.mac())
                .put(HexFormat.of().parseHex(afterSource));
        return frame.array();
    }

    /**
     * Sends a frame of at least 64 bytes; true if that very frame arrives within a tenth of a
     * second.
     */
    public boolean passes(byte[] frame) {
        send(frame);
        long deadline = System.nanoTime() + 100_000_000L;
        while (System.nanoTime() - deadline < 0) {
            poll.await(List.of(to), 10);
            while (to.receive(incoming) > 0) {
                if (ByteBuffer.wrap(incoming).getInt(MARK_AT + 8) == number) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Sends a frame and does not wait. */
    public int send(byte[] frame) {
        number++;
        // Twice, because a VLAN tag is taken out of the data on arrival.
        ByteBuffer marked = ByteBuffer.wrap(frame.clone());
        marked.putInt(MARK_AT, MARK).putInt(MARK_AT + 4, MARK);
        marked.putInt(MARK_AT + 8, number).putInt(MARK_AT + 12, number);
        return from.send(marked);
    }

    /** Frames of this crossing that have arrived and were not yet counted. */
    public int arrived() {
        int count = 0;
        while (to.receive(incoming) > 0) {
            count++;
        }
        return count;
    }

    @Override
    public void close() {
        from.close();
        to.close();
    }
}
