package org.bridgewall.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A raw netlink socket of one protocol ({@code linux/netlink.h}, netlink(7)), in the network
 * namespace of the thread that opened it.
 *
 * <p>Sends and receives whole datagrams in direct buffers and allocates nothing in steady state (a
 * buffer used again and again is recognised). An overrun of the receive queue is an outcome of its
 * own, {@link #OVERRUN}: messages are lost and only a new dump tells the truth.
 *
 * <p>Thread rule: one thread at a time may receive and poll, one may send.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** {@code NETLINK_ROUTE}. */
    public static final int ROUTE = 0;

    /** {@code NETLINK_NETFILTER}. */
    public static final int NETFILTER = 12;

    /** What a receive returns when the kernel dropped messages for want of room (ENOBUFS). */
    public static final int OVERRUN = -1;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x8_0000;
    private static final int SOCKADDR_BYTES = 12;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_WAITFORONE = 0x1_0000;
    private static final short POLLIN = 1;
    private static final long POLLFD_BYTES = 8;

    private final int fd;
    private final int portId;
    private final MemorySegment pollfds = Arena.ofAuto().allocate(16, 8);
    private MemorySegment several = Arena.ofAuto().allocate(4 * POLLFD_BYTES, 8);
    private final Pinned sending = new Pinned();
    private final Pinned receiving = new Pinned();
    private volatile boolean closed;

    private NetlinkSocket(int fd, int portId) {
        this.fd = fd;
        this.portId = portId;
    }

    /**
     * Opens and binds a socket; the kernel chooses the port id. Errors carry the kernel's own words
     * where it has any ({@code NETLINK_EXT_ACK}), and do not repeat the request.
     *
     * @param protocol {@link #ROUTE}, {@link #NETFILTER} or another {@code NETLINK_} protocol
     */
    public static NetlinkSocket open(int protocol) throws LinuxException {
        int fd = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol);
        if (fd < 0) {
            throw new LinuxException("socket(AF_NETLINK, " + protocol + ")", -fd);
        }
        try {
            NetlinkSocket socket = new NetlinkSocket(fd, bind(fd, protocol));
            socket.netlinkOption("NETLINK_EXT_ACK", NETLINK_EXT_ACK, 1);
            socket.netlinkOption("NETLINK_CAP_ACK", NETLINK_CAP_ACK, 1);
            return socket;
        } catch (LinuxException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private static int bind(int fd, int protocol) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_BYTES, 4);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
            int error = Libc.bind(fd, address, SOCKADDR_BYTES);
            if (error < 0) {
                throw new LinuxException("bind(netlink, " + protocol + ")", -error);
            }
            MemorySegment length = arena.allocate(4, 4);
            length.set(ValueLayout.JAVA_INT, 0, SOCKADDR_BYTES);
            error = Libc.getsockname(fd, address, length);
            if (error < 0) {
                throw new LinuxException("getsockname(netlink, " + protocol + ")", -error);
            }
            return address.get(ValueLayout.JAVA_INT, 4);
        }
    }

    public int fd() {
        return fd;
    }

    /** The address of this socket, {@code nlmsg_pid} of what it causes; unsigned 32 bits. */
    public int portId() {
        return portId;
    }

    /**
     * Sets the receive buffer beyond {@code net.core.rmem_max} (needs CAP_NET_ADMIN in the initial
     * user namespace). Do it before {@link #join}: a busy group overruns the default at once.
     *
     * @return the size in force as the kernel accounts it: twice the request
     */
    public int receiveBufferForce(int bytes) throws LinuxException {
        setOption("SO_RCVBUFFORCE", SOL_SOCKET, SO_RCVBUFFORCE, bytes);
        return getOption("SO_RCVBUF", SO_RCVBUF);
    }

    /** As {@link #receiveBufferForce}, for sending; a batch larger than this gives ENOBUFS. */
    public int sendBufferForce(int bytes) throws LinuxException {
        setOption("SO_SNDBUFFORCE", SOL_SOCKET, SO_SNDBUFFORCE, bytes);
        return getOption("SO_SNDBUF", SO_SNDBUF);
    }

    /**
     * Joins a multicast group, such as {@code RTNLGRP_LINK} or {@code NFNLGRP_CONNTRACK_UPDATE}.
     */
    public void join(int group) throws LinuxException {
        netlinkOption("NETLINK_ADD_MEMBERSHIP, " + group, NETLINK_ADD_MEMBERSHIP, group);
    }

    /** Has the kernel check dump requests strictly and honour the filters in them (rtnetlink). */
    public void strictCheck() throws LinuxException {
        netlinkOption("NETLINK_GET_STRICT_CHK", NETLINK_GET_STRICT_CHK, 1);
    }

    public void attachFilter(SocketFilter filter) throws LinuxException {
        filter.attach(fd);
    }

    /**
     * Sends what is between position and limit as one datagram and moves the position to the limit.
     *
     * @param datagram direct
     * @return bytes sent: all of them
     */
    public int send(ByteBuffer datagram) throws LinuxException {
        MemorySegment bytes = sending.from(datagram);
        long sent;
        do {
            sent = Libc.send(fd, bytes, datagram.remaining(), 0);
        } while (sent == -Errno.EINTR);
        if (sent < 0) {
            throw new LinuxException(
                    "send(netlink, " + datagram.remaining() + " bytes)", (int) -sent);
        }
        datagram.position(datagram.limit());
        return (int) sent;
    }

    /**
     * Receives one datagram into the whole buffer, which then has position 0 and its limit at the
     * datagram's length.
     *
     * @param wait whether to block until there is one
     * @return its length in bytes; 0 where there is none; {@link #OVERRUN}
     * @throws LinuxException EMSGSIZE for a datagram longer than the buffer, and all other errors
     */
    public int receive(ByteBuffer into, boolean wait) throws LinuxException {
        into.clear();
        MemorySegment room = receiving.from(into);
        int flags = MSG_TRUNC | (wait ? 0 : MSG_DONTWAIT);
        long received;
        do {
            received = Libc.recv(fd, room, into.capacity(), flags);
        } while (received == -Errno.EINTR);
        if (received > into.capacity()) {
            throw new LinuxException(
                    "recv(netlink, " + into.capacity() + " bytes)",
                    Errno.EMSGSIZE,
                    "the datagram has " + received + " bytes");
        }
        into.limit((int) Math.max(0, received));
        return outcome("recv(netlink)", (int) received);
    }

    /**
     * Receives as many datagrams as there are, up to the batch's slots, in one system call.
     *
     * @param wait whether to block until there is at least one
     * @return how many slots are filled; 0 where there is none; {@link #OVERRUN}. An overrun that
     *     the kernel meets after the first datagram is reported by the next call.
     */
    public int receive(ReceiveBatch batch, boolean wait) throws LinuxException {
        int flags = wait ? MSG_WAITFORONE : MSG_DONTWAIT;
        int received;
        do {
            received = Libc.recvmmsg(fd, batch.headers(), batch.slots(), flags);
        } while (received == -Errno.EINTR);
        return outcome("recvmmsg(netlink)", received);
    }

    private static int outcome(String operation, int received) throws LinuxException {
        if (received >= 0) {
            return received;
        }
        return switch (-received) {
            case Errno.EAGAIN -> 0;
            case Errno.ENOBUFS -> OVERRUN;
            default -> throw new LinuxException(operation, -received);
        };
    }

    /**
     * Waits until a datagram or an error can be received.
     *
     * @param timeoutMillis 0 to look only, negative to wait for ever
     * @return whether there is something; false also when a signal ended the wait
     */
    public boolean poll(int timeoutMillis) throws LinuxException {
        return poll(1, timeoutMillis) > 0;
    }

    /**
     * Waits until a datagram or an error can be received, or another thread wakes this one.
     *
     * @return whether there is something to receive; false also when a signal ended the wait
     */
    public boolean poll(Wakeup wakeup) throws LinuxException {
        return poll(wakeup, -1);
    }

    /**
     * As {@link #poll(Wakeup)}, with a limit.
     *
     * @param timeoutMillis 0: do not wait; negative: without limit
     */
    public boolean poll(Wakeup wakeup, int timeoutMillis) throws LinuxException {
        pollfds.set(ValueLayout.JAVA_INT, 8, wakeup.fd());
        pollfds.set(ValueLayout.JAVA_SHORT, 12, POLLIN);
        return poll(2, timeoutMillis) > 0 && pollfds.get(ValueLayout.JAVA_SHORT, 6) != 0;
    }

    /**
     * As {@link #poll(Wakeup, int)}, or until something can be read elsewhere.
     *
     * @param others further descriptors
     */
    public boolean poll(Wakeup wakeup, int[] others, int timeoutMillis) throws LinuxException {
        int count = 2 + others.length;
        if (several.byteSize() < count * POLLFD_BYTES) {
            several = Arena.ofAuto().allocate(count * POLLFD_BYTES, 8);
        }
        for (int i = 0; i < count; i++) {
            int descriptor = i == 0 ? fd : i == 1 ? wakeup.fd() : others[i - 2];
            several.set(ValueLayout.JAVA_INT, i * POLLFD_BYTES, descriptor);
            several.set(ValueLayout.JAVA_SHORT, i * POLLFD_BYTES + 4, POLLIN);
            several.set(ValueLayout.JAVA_SHORT, i * POLLFD_BYTES + 6, (short) 0);
        }
        int ready = Libc.poll(several, count, timeoutMillis);
        if (ready < 0 && ready != -Errno.EINTR) {
            throw new LinuxException("poll(netlink)", -ready);
        }
        return ready > 0 && several.get(ValueLayout.JAVA_SHORT, 6) != 0;
    }

    private int poll(int count, int timeoutMillis) throws LinuxException {
        pollfds.set(ValueLayout.JAVA_INT, 0, fd);
        pollfds.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
        pollfds.set(ValueLayout.JAVA_SHORT, 6, (short) 0);
        int ready = Libc.poll(pollfds, count, timeoutMillis);
        if (ready < 0 && ready != -Errno.EINTR) {
            throw new LinuxException("poll(netlink)", -ready);
        }
        return ready;
    }

    /** Closes the socket; the kernel forgets its memberships. Not while another thread uses it. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }

    private void netlinkOption(String name, int option, int value) throws LinuxException {
        setOption(name, SOL_NETLINK, option, value);
    }

    private void setOption(String name, int level, int option, int value) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment holder = arena.allocateFrom(ValueLayout.JAVA_INT, value);
            int error = Libc.setsockopt(fd, level, option, holder, 4);
            if (error < 0) {
                throw new LinuxException("setsockopt(" + name + ", " + value + ")", -error);
            }
        }
    }

    private int getOption(String name, int option) throws LinuxException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment holder = arena.allocate(4, 4);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 4);
            int error = Libc.getsockopt(fd, SOL_SOCKET, option, holder, length);
            if (error < 0) {
                throw new LinuxException("getsockopt(" + name + ")", -error);
            }
            return holder.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** Remembers the segment of the buffer used last, which is nearly always the same one. */
    private static final class Pinned {
        private @Nullable ByteBuffer buffer;
        private MemorySegment whole = MemorySegment.NULL;

        @SuppressWarnings("ReferenceEquality") // the very buffer, not one of equal content
        MemorySegment from(ByteBuffer used) {
            if (used != buffer) {
                if (!used.isDirect()) {
                    throw new IllegalArgumentException("a heap buffer (expected: a direct one)");
                }
                buffer = used;
                whole = MemorySegment.ofBuffer(used.duplicate().clear());
            }
            return used.position() == 0 ? whole : whole.asSlice(used.position());
        }
    }
}
