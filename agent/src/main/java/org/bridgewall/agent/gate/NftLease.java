package org.bridgewall.agent.gate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;

/**
 * The element of the set {@code lease} that keeps an nft fence open, written by batches of raw
 * nfnetlink messages ({@code linux/netfilter/nf_tables.h}): about 10 µs each, against 5 ms for the
 * nft command.
 *
 * <p>Each batch is one transaction and waits for the kernel's commit lock, which a large policy may
 * hold for tens of milliseconds.
 *
 * <p>Thread rule: one thread.
 */
final class NftLease implements AutoCloseable {
    static final String SET = "lease";

    private static final int NFPROTO_NETDEV = 5;
    private static final int SUBSYSTEM = 10;
    private static final int BATCH_BEGIN = 16;
    private static final int BATCH_END = 17;
    private static final int DELTABLE = SUBSYSTEM << 8 | 2;
    private static final int NEWSETELEM = SUBSYSTEM << 8 | 12;
    private static final int GETSETELEM = SUBSYSTEM << 8 | 13;
    private static final int DELSETELEM = SUBSYSTEM << 8 | 14;
    private static final int GETOBJ = SUBSYSTEM << 8 | 19;

    private static final int TABLE_NAME = 1;
    private static final int LIST_TABLE = 1;
    private static final int LIST_SET = 2;
    private static final int LIST_ELEMENTS = 3;
    private static final int LIST_ELEM = 1;
    private static final int ELEM_KEY = 1;
    private static final int ELEM_TIMEOUT = 4;
    private static final int ELEM_EXPIRATION = 5;
    private static final int DATA_VALUE = 1;
    private static final int OBJ_TABLE = 1;
    private static final int OBJ_NAME = 2;
    private static final int OBJ_TYPE = 3;
    private static final int OBJ_DATA = 4;
    private static final int OBJECT_COUNTER = 1;
    private static final int COUNTER_PACKETS = 2;

    private static final int NFGENMSG_BYTES = 4;
    private static final int ANSWER_MILLIS = 5_000;

    private final String table;
    private final NetlinkSocket socket;
    private final MessageWriter writer = new MessageWriter(4096);
    private final ByteBuffer answer =
            ByteBuffer.allocateDirect(16 * 1024).order(ByteOrder.nativeOrder());
    private final Message message = new Message();
    private int sequence;

    private NftLease(String table, NetlinkSocket socket) {
        this.table = table;
        this.socket = socket;
    }

    static NftLease open(String table) throws LinuxException {
        return new NftLease(table, NetlinkSocket.open(NetlinkSocket.NETFILTER));
    }

    /** Opens for a while, whatever was there. Returns 0 or an error number. */
    int acquire(long millis) throws IOException {
        begin();
        elementMessage(DELSETELEM, 0).end();
        addElement(millis);
        return commit();
    }

    /**
     * Prolongs or shortens in one transaction; {@code ENOENT} if the element had expired or the
     * guard took it, and nothing is done.
     */
    int renew(long millis) throws IOException {
        begin();
        elementMessage(DELSETELEM, 0).nest(LIST_ELEMENTS).nest(LIST_ELEM);
        key();
        writer.endNest().endNest().end();
        addElement(millis);
        return commit();
    }

    /** Closes. Returns 0 or an error number. */
    int release() throws IOException {
        begin();
        elementMessage(DELSETELEM, Message.F_ACK).end();
        return commit();
    }

    /** Removes the whole table. Returns 0 or an error number. */
    int deleteTable() throws IOException {
        begin();
        message(DELTABLE, Message.F_ACK, 0).attributeString(TABLE_NAME, table).end();
        return commit();
    }

    /** How long the gate stays open by itself; 0 = closed, or no such table. */
    long remainingMillis() throws IOException {
        writer.clear();
        elementMessage(GETSETELEM, 0).nest(LIST_ELEMENTS).nest(LIST_ELEM);
        key();
        writer.endNest().endNest().end();
        return Math.max(0, query(LIST_ELEMENTS, LIST_ELEM, ELEM_EXPIRATION));
    }

    /** Packets that a named counter of the table has seen; -1 if there is no such counter. */
    long counter(String name) throws IOException {
        writer.clear();
        message(GETOBJ, 0, 0)
                .attributeString(OBJ_TABLE, table)
                .attributeString(OBJ_NAME, name)
                .attributeU32be(OBJ_TYPE, OBJECT_COUNTER)
                .end();
        return query(OBJ_DATA, COUNTER_PACKETS);
    }

    private void addElement(long millis) {
        elementMessage(NEWSETELEM, Message.F_ACK | Message.F_CREATE)
                .nest(LIST_ELEMENTS)
                .nest(LIST_ELEM);
        key();
        writer.attributeU64be(ELEM_TIMEOUT, millis).endNest().endNest().end();
    }

    private void key() {
        writer.nest(ELEM_KEY).attributeU32(DATA_VALUE, 0).endNest();
    }

    private MessageWriter elementMessage(int type, int flags) {
        return message(type, flags, 0)
                .attributeString(LIST_TABLE, table)
                .attributeString(LIST_SET, SET);
    }

    private MessageWriter message(int type, int flags, int resource) {
        return writer.begin(type, Message.F_REQUEST | flags, ++sequence)
                .u8(type == BATCH_BEGIN || type == BATCH_END ? 0 : NFPROTO_NETDEV)
                .u8(0)
                .u16be(resource);
    }

    private void begin() {
        writer.clear();
        message(BATCH_BEGIN, 0, SUBSYSTEM).end();
    }

    /** Sends the batch; the kernel has queued every answer when sending returns. */
    private int commit() throws IOException {
        message(BATCH_END, 0, SUBSYSTEM).end();
        exchangeBegins();
        int error = 0;
        while (socket.receive(answer, false) > 0) {
            message.over(answer);
            while (message.next()) {
                if (message.type() == Message.ERROR && error == 0) {
                    error = -message.u32(0);
                }
            }
        }
        return error;
    }

    /** Sends a question; returns the 64-bit attribute at the path in the answer, -1 for none. */
    private long query(int... path) throws IOException {
        exchangeBegins();
        long found = -1;
        while (socket.receive(answer, false) > 0) {
            message.over(answer);
            while (message.next()) {
                if (message.type() == Message.ERROR) {
                    throwUnlessAbsent(-message.u32(0));
                } else if (message.type() > Message.OVERRUN) {
                    found = find(message.attributes(NFGENMSG_BYTES), path, 0);
                }
            }
        }
        return found;
    }

    private void exchangeBegins() throws IOException {
        socket.send(writer.datagram());
        if (!socket.poll(ANSWER_MILLIS)) {
            throw new LinuxException("nfnetlink(" + table + ")", Errno.ETIMEDOUT);
        }
    }

    /** EINVAL and EOPNOTSUPP: the kernel has no nf_tables, hence no such table either. */
    private void throwUnlessAbsent(int errno) throws LinuxException {
        if (errno != 0
                && errno != Errno.ENOENT
                && errno != Errno.EINVAL
                && errno != Errno.EOPNOTSUPP) {
            throw new LinuxException("nfnetlink(get, " + table + ")", errno);
        }
    }

    private static long find(Attributes attributes, int[] path, int depth) throws IOException {
        while (attributes.next()) {
            if (attributes.type() == path[depth]) {
                return depth == path.length - 1
                        ? attributes.u64be()
                        : find(attributes.nested(), path, depth + 1);
            }
        }
        return -1;
    }

    @Override
    public void close() {
        socket.close();
    }
}
