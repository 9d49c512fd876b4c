package org.bridgewall.agent.bridge;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.linux.SocketFilter;
import org.bridgewall.agent.linux.SocketFilter.Instruction;
import org.jspecify.annotations.Nullable;

/**
 * Listens on one device for somebody else who says that he has an address of ours: an ARP packet
 * with it as sender (RFC 5227 section 2.4), or a neighbour advertisement with it as target (RFC
 * 4862 section 5.4.4).
 *
 * <p>Thread rule: one thread at a time.
 */
public final class VipWatch implements AutoCloseable {
    private static final int ETHERTYPE_OFFSET = 12;
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int ARP_SENDER_MAC = 22;
    private static final int ARP_SENDER_IP = 28;
    private static final int IPV6_NEXT_HEADER = 20;
    private static final int ICMPV6 = 58;
    private static final int ICMPV6_TYPE = 54;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int NA_TARGET = 62;
    private static final int SOURCE_MAC = 6;
    private static final int MAC_BYTES = 6;
    private static final int FRAME_BYTES = 128;
    private static final int FRAMES_PER_LOOK = 256;
    private static final byte[] ALL_NODES_MAC = {0x33, 0x33, 0, 0, 0, 1};

    private final PortSocket socket;
    private final byte[] frame = new byte[FRAME_BYTES];

    /**
     * @param device where the addresses live
     */
    public VipWatch(String device) throws LinuxException {
        this.socket = new PortSocket(device, VipWatch::listen);
    }

    private static PacketSocket listen(String device) throws LinuxException {
        return PacketSocket.open(device, filter(), List.of(ALL_NODES_MAC));
    }

    /** ARP, and neighbour advertisements without extension headers. */
    private static SocketFilter filter() {
        return new SocketFilter(
                List.of(
                        new Instruction(SocketFilter.LOAD_HALF, ETHERTYPE_OFFSET),
                        new Instruction(SocketFilter.JUMP_IF_EQUAL, 5, 0, ETHERTYPE_ARP),
                        new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 5, ETHERTYPE_IPV6),
                        new Instruction(SocketFilter.LOAD_BYTE, IPV6_NEXT_HEADER),
                        new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 3, ICMPV6),
                        new Instruction(SocketFilter.LOAD_BYTE, ICMPV6_TYPE),
                        new Instruction(SocketFilter.JUMP_IF_EQUAL, 0, 1, NEIGHBOUR_ADVERTISEMENT),
                        new Instruction(SocketFilter.RETURN, SocketFilter.WHOLE),
                        new Instruction(SocketFilter.RETURN, 0)));
    }

    /**
     * Takes what came in since the last look.
     *
     * @return {@code address is also at MAC} for the last claim of another machine, or null
     */
    public @Nullable String claims(Collection<InetAddress> ours) {
        socket.refresh();
        String claim = null;
        byte[] mac = socket.mac();
        for (int i = 0; i < FRAMES_PER_LOOK; i++) {
            int length = socket.receiving().receive(frame);
            if (length <= 0) {
                break;
            }
            String said = claim(length, mac, ours);
            claim = said == null ? claim : said;
        }
        return claim;
    }

    private @Nullable String claim(int length, byte[] mac, Collection<InetAddress> ours) {
        int type =
                Byte.toUnsignedInt(frame[ETHERTYPE_OFFSET]) << 8
                        | Byte.toUnsignedInt(frame[ETHERTYPE_OFFSET + 1]);
        boolean arp = type == ETHERTYPE_ARP;
        int macAt = arp ? ARP_SENDER_MAC : SOURCE_MAC;
        int addressAt = arp ? ARP_SENDER_IP : NA_TARGET;
        int addressBytes = arp ? 4 : 16;
        if (length < addressAt + addressBytes
                || Arrays.equals(frame, macAt, macAt + MAC_BYTES, mac, 0, MAC_BYTES)) {
            return null;
        }
        for (InetAddress address : ours) {
            byte[] wanted = address.getAddress();
            if (address instanceof Inet4Address == arp
                    && Arrays.equals(
                            frame, addressAt, addressAt + addressBytes, wanted, 0, addressBytes)) {
                String who = HexFormat.ofDelimiter(":").formatHex(frame, macAt, macAt + MAC_BYTES);
                return address.getHostAddress() + " is also at " + who;
            }
        }
        return null;
    }

    @Override
    public void close() {
        socket.close();
    }
}
