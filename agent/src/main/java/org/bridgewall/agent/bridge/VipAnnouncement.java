package org.bridgewall.agent.bridge;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.PacketSocket;

/**
 * Tells the neighbours that a virtual address is here now: gratuitous ARP (RFC 5227 section 3) and
 * unsolicited neighbour advertisement (RFC 4861 section 7.2.6), as RFC 9568 section 6.4.1 asks of a
 * new active router.
 *
 * <p>Thread rule: one thread at a time.
 */
public final class VipAnnouncement implements AutoCloseable {
    private static final short ETHERTYPE_ARP = 0x0806;
    private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
    private static final int MIN_FRAME_BYTES = 60;
    private static final int ICMPV6 = 58;
    private static final int NA_BYTES = 32;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final byte NEIGHBOUR_ADVERTISEMENT = (byte) 136;
    private static final int FLAG_OVERRIDE = 0x2000_0000;
    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    private static final byte[] ALL_NODES_MAC = {0x33, 0x33, 0, 0, 0, 1};
    private static final byte[] ALL_NODES = {
        (byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
    };

    private final PortSocket socket;

    /**
     * @param device where the addresses live
     */
    public VipAnnouncement(String device) throws LinuxException {
        this.socket = new PortSocket(device, PacketSocket::openForSending);
    }

    /**
     * Announces each address once.
     *
     * @return addresses announced; fewer than given if the device is down
     */
    public int announce(Collection<InetAddress> addresses) {
        socket.refresh();
        int sent = 0;
        for (InetAddress address : addresses) {
            if (socket.send(frame(address, socket.mac())) > 0) {
                sent++;
            }
        }
        return sent;
    }

    @Override
    public void close() {
        socket.close();
    }

    /** The frame that says: {@code address} is at {@code mac}. */
    static ByteBuffer frame(InetAddress address, byte[] mac) {
        return address instanceof Inet4Address
                ? gratuitousArp(address.getAddress(), mac)
                : neighbourAdvertisement(address.getAddress(), mac);
    }

    private static ByteBuffer gratuitousArp(byte[] address, byte[] mac) {
        ByteBuffer frame = ByteBuffer.allocate(MIN_FRAME_BYTES);
        frame.put(BROADCAST).put(mac).putShort(ETHERTYPE_ARP);
        frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
        frame.putShort((short) 1).put(mac).put(address).put(BROADCAST).put(address);
        return frame.rewind();
    }

    private static ByteBuffer neighbourAdvertisement(byte[] address, byte[] mac) {
        ByteBuffer frame = ByteBuffer.allocate(14 + IPV6_HEADER_BYTES + NA_BYTES);
        frame.put(ALL_NODES_MAC).put(mac).putShort(ETHERTYPE_IPV6);
        frame.putInt(0x6000_0000).putShort((short) NA_BYTES).put((byte) ICMPV6).put((byte) 255);
        frame.put(address).put(ALL_NODES);
        int icmp = frame.position();
        frame.put(NEIGHBOUR_ADVERTISEMENT).put((byte) 0).putShort((short) 0).putInt(FLAG_OVERRIDE);
        frame.put(address).put((byte) 2).put((byte) 1).put(mac);
        frame.putShort(icmp + 2, checksum(frame, icmp));
        return frame.rewind();
    }

    /** RFC 4443 section 2.3: over the addresses, length, next header, and the message. */
    private static short checksum(ByteBuffer frame, int icmp) {
        long sum = NA_BYTES + ICMPV6;
        for (int at = icmp - 32; at < icmp + NA_BYTES; at += Short.BYTES) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
