package org.bridgewall.ha.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.NetlinkTransport;

/** A kernel that answers every request with the same bytes, then says that this was all. */
final class CannedTransport implements NetlinkTransport {
    private static final int SEQUENCE = 8;

    private byte[] answer = new byte[0];
    private int sequence;
    private boolean answered;

    /** The answer from now on, but for the sequence numbers, which follow the requests. */
    void answer(byte[] bytes) {
        answer = bytes;
    }

    @Override
    public void send(ByteBuffer datagram) {
        sequence = datagram.getInt(datagram.position() + SEQUENCE);
        answered = false;
    }

    @Override
    public void receive(ByteBuffer into) {
        into.clear();
        if (answered) {
            into.putInt(Message.HEADER_BYTES + 4)
                    .putShort((short) Message.DONE)
                    .putShort((short) Message.F_MULTI);
            into.putInt(sequence).putInt(0).putInt(0);
        } else {
            into.put(numbered());
        }
        into.flip();
        answered = true;
    }

    private byte[] numbered() {
        byte[] copy = answer.clone();
        ByteBuffer view = ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at >= 0 && copy.length - at >= Message.HEADER_BYTES) {
            int length = view.getInt(at);
            view.putInt(at + SEQUENCE, sequence);
            boolean more = length >= Message.HEADER_BYTES && length <= copy.length - at;
            at = more ? at + ((length + 3) & ~3) : -1;
        }
        return copy;
    }

    @Override
    public void close() {}
}
