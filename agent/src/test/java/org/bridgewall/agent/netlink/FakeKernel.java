package org.bridgewall.agent.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;

/** A kernel that is one function: from a request to the datagrams that answer it. */
public final class FakeKernel implements NetlinkTransport {
    private final Function<Request, List<byte[]>> answers;
    private final Deque<byte[]> queue = new ArrayDeque<>();

    /**
     * What the fake was asked.
     *
     * @param sequence to be repeated in the answers
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Request(int type, int flags, int sequence, byte[] bytes) {}

    public FakeKernel(Function<Request, List<byte[]>> answers) {
        this.answers = answers;
    }

    @Override
    public void send(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        queue.addAll(
                answers.apply(
                        new Request(
                                header.getShort(4), header.getShort(6), header.getInt(8), bytes)));
    }

    @Override
    public void receive(ByteBuffer into) throws LinuxException {
        byte[] next = queue.poll();
        if (next == null) {
            throw new LinuxException("poll(fake)", Errno.ETIMEDOUT);
        }
        into.clear().put(next).flip();
    }

    @Override
    public void close() {}

    /** A message of a family, with its payload. */
    public static byte[] message(int type, int flags, int sequence, byte... payload) {
        return ByteBuffer.allocate(16 + payload.length)
                .order(ByteOrder.nativeOrder())
                .putInt(16 + payload.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(payload)
                .array();
    }

    /** An error, or an acknowledgement where errno is 0. */
    public static byte[] error(int errno, int sequence) {
        return message(
                Message.ERROR,
                Message.F_CAPPED,
                sequence,
                ByteBuffer.allocate(20).order(ByteOrder.nativeOrder()).putInt(-errno).array());
    }

    /** The end of a dump. */
    public static byte[] done(int flags, int sequence) {
        return message(Message.DONE, flags | Message.F_MULTI, sequence, new byte[4]);
    }
}
