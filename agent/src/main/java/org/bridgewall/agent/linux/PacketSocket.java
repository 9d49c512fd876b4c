package org.bridgewall.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Whole Ethernet frames in and out of one port (packet(7)).
 *
 * <p>Bound to all protocols, with a filter: such a socket taps the port before the fence, the
 * bridge and every port state, so that it hears while the gate is closed. (A socket bound to one
 * protocol would come after the bridge and hear nothing.) Frames that the machine itself sends are
 * left out.
 *
 * <p>Thread rule: one thread sends, one thread receives; they may differ. {@link #close} only when
 * both have ended.
 */
public final class PacketSocket implements Pollable, AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x8_0000;
    private static final int ETH_P_ALL = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PRIORITY = 12;
    private static final int TC_PRIO_CONTROL = 7;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int PACKET_MR_MULTICAST = 0;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int MAC_BYTES = 6;
    private static final int FRAME_BYTES = 2048;

    private final String device;
    private final int ifindex;
    private final int fd;
    private final byte[] mac;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment outgoing = arena.allocate(FRAME_BYTES, 8);
    private final MemorySegment incoming = arena.allocate(FRAME_BYTES, 8);

    private PacketSocket(String device, int ifindex, int fd, byte[] mac) {
        this.device = device;
        this.ifindex = ifindex;
        this.fd = fd;
        this.mac = mac;
    }

    /** Opens a socket that only sends. */
    public static PacketSocket openForSending(String device) throws LinuxException {
        return openForSending(device, List.of());
    }

    /**
     * Opens a socket that only sends, and has the device accept what others hear on it.
     *
     * @param groups multicast addresses that the device is to accept
     */
    public static PacketSocket openForSending(String device, List<byte[]> groups)
            throws LinuxException {
        return open(device, 0, (fd, ifindex, arena) -> join(fd, ifindex, groups, arena));
    }

    /**
     * Opens a socket that also receives what the filter lets through.
     *
     * @param groups multicast addresses that the device is to accept
     */
    public static PacketSocket open(String device, SocketFilter filter, List<byte[]> groups)
            throws LinuxException {
        return open(
                device,
                ETH_P_ALL,
                (fd, ifindex, arena) -> {
                    filter.attach(fd);
                    setInt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1, arena);
                    join(fd, ifindex, groups, arena);
                });
    }

    /** What is done to a socket before it is bound, hence before it can receive. */
    @FunctionalInterface
    private interface Setup {
        void apply(int fd, int ifindex, Arena arena) throws LinuxException;
    }

    private static PacketSocket open(String device, int protocol, Setup setup)
            throws LinuxException {
        int ifindex = NetDevice.requireIndex(device);
        int fd = Libc.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new LinuxException("socket(AF_PACKET)", -fd);
        }
        try (Arena arena = Arena.ofConfined()) {
            setup.apply(fd, ifindex, arena);
            setInt(fd, SOL_SOCKET, SO_PRIORITY, TC_PRIO_CONTROL, arena);
            MemorySegment address = arena.allocate(SOCKADDR_LL_BYTES, 8);
            address.set(JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(JAVA_BYTE, 3, (byte) protocol);
            address.set(JAVA_INT, 4, ifindex);
            check("bind(packet, " + device + ")", Libc.bind(fd, address, SOCKADDR_LL_BYTES));
            return new PacketSocket(device, ifindex, fd, readMac(fd, arena));
        } catch (LinuxException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private static byte[] readMac(int fd, Arena arena) throws LinuxException {
        MemorySegment address = arena.allocate(SOCKADDR_LL_BYTES, 8);
        MemorySegment length = arena.allocateFrom(JAVA_INT, SOCKADDR_LL_BYTES);
        check("getsockname(packet)", Libc.getsockname(fd, address, length));
        return address.asSlice(12, MAC_BYTES).toArray(JAVA_BYTE);
    }

    private static void join(int fd, int ifindex, List<byte[]> groups, Arena arena)
            throws LinuxException {
        for (byte[] group : groups) {
            join(fd, ifindex, group, arena);
        }
    }

    private static void join(int fd, int ifindex, byte[] group, Arena arena) throws LinuxException {
        MemorySegment request = arena.allocate(16, 8);
        request.set(JAVA_INT, 0, ifindex);
        request.set(JAVA_SHORT, 4, (short) PACKET_MR_MULTICAST);
        request.set(JAVA_SHORT, 6, (short) MAC_BYTES);
        MemorySegment.copy(group, 0, request, JAVA_BYTE, 8, MAC_BYTES);
        check(
                "setsockopt(PACKET_ADD_MEMBERSHIP)",
                Libc.setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, request, 16));
    }

    private static void setInt(int fd, int level, int option, int value, Arena arena)
            throws LinuxException {
        check(
                "setsockopt(" + level + ", " + option + ")",
                Libc.setsockopt(
                        fd, level, option, arena.allocateFrom(JAVA_INT, value), Integer.BYTES));
    }

    private static void check(String operation, int result) throws LinuxException {
        if (result < 0) {
            throw new LinuxException(operation, -result);
        }
    }

    public String device() {
        return device;
    }

    /**
     * The device's index when the socket was opened: another now means that the device is another.
     */
    public int ifindex() {
        return ifindex;
    }

    /** The device's hardware address. */
    public byte[] mac() {
        return mac.clone();
    }

    @Override
    public int descriptor() {
        return fd;
    }

    /**
     * Exchanges the filter; only for the thread that receives. What is queued already stays.
     *
     * @throws LinuxException {@code ENOMEM}; the filter then is as it was
     */
    public void filter(SocketFilter filter) throws LinuxException {
        filter.attach(fd);
    }

    /**
     * Sends the frame between the buffer's position and limit, leaving both as they are.
     *
     * @return bytes sent, or {@code -errno}: {@code ENETDOWN} while the port is down, {@code ENXIO}
     *     once the device is gone, {@code EAGAIN} or {@code ENOBUFS} if queues are full
     */
    public int send(ByteBuffer frame) {
        int length = frame.remaining();
        MemorySegment.copy(
                MemorySegment.ofBuffer(frame), 0, outgoing, 0, Math.min(length, FRAME_BYTES));
        return (int) Libc.send(fd, outgoing, length, 0);
    }

    /**
     * Takes one frame, if there is one, into {@code buffer} from its start.
     *
     * @return length of the frame (what does not fit is cut off), or {@code -errno}: {@code EAGAIN}
     *     if there is none, {@code ENETDOWN} once when the port goes down
     */
    public int receive(byte[] buffer) {
        int length = (int) Libc.recv(fd, incoming, Math.min(buffer.length, FRAME_BYTES), 0);
        if (length > 0) {
            MemorySegment.copy(incoming, JAVA_BYTE, 0, buffer, 0, length);
        }
        return length;
    }

    @Override
    public void close() {
        Libc.close(fd);
    }
}
