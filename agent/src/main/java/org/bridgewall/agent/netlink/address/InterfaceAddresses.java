package org.bridgewall.agent.netlink.address;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageHandler;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;

/**
 * Reads, sets and removes the addresses of interfaces ({@code linux/if_addr.h}).
 *
 * <p>Thread rule: one thread at a time.
 */
public final class InterfaceAddresses implements AutoCloseable {
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_GETADDR = 22;
    private static final int IFADDRMSG_BYTES = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_PROTO = 11;

    /** No duplicate address detection: a virtual address must work at once. */
    private static final int IFA_F_NODAD = 0x02;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int CACHEINFO_BYTES = 16;

    private final NetlinkChannel channel;

    public InterfaceAddresses(NetlinkChannel channel) {
        this.channel = channel;
    }

    /** Opens a socket in the calling thread's network namespace. */
    public static InterfaceAddresses open() throws LinuxException {
        return new InterfaceAddresses(NetlinkChannel.open(NetlinkSocket.ROUTE));
    }

    /** All addresses of all interfaces. */
    public List<InterfaceAddress> list() throws IOException {
        List<InterfaceAddress> found = new ArrayList<>();
        MessageWriter request = channel.request(RTM_GETADDR).pad(IFADDRMSG_BYTES);
        channel.dump(
                "list addresses",
                request,
                new MessageHandler() {
                    @Override
                    public void message(Message message) throws MalformedNetlinkException {
                        if (message.type() == RTM_NEWADDR) {
                            found.add(decode(message));
                        }
                    }

                    @Override
                    public void restarted() {
                        found.clear();
                    }
                });
        return found;
    }

    /** Sets an address, or the lifetime of one that is there; usable at once. */
    public void set(InterfaceAddress wanted) throws IOException {
        MessageWriter request =
                address(channel.request(RTM_NEWADDR, Message.F_CREATE | Message.F_REPLACE), wanted);
        int valid = (int) wanted.validSeconds();
        byte[] cache = new byte[CACHEINFO_BYTES];
        java.nio.ByteBuffer.wrap(cache)
                .order(java.nio.ByteOrder.nativeOrder())
                .putInt(valid)
                .putInt(valid);
        request.attributeBytes(IFA_CACHEINFO, cache).attributeU32(IFA_FLAGS, IFA_F_NODAD);
        if (wanted.protocol() != 0) {
            request.attributeU8(IFA_PROTO, wanted.protocol());
        }
        channel.execute("set address " + text(wanted), request);
    }

    /**
     * Removes an address.
     *
     * @return false if it was not there
     */
    public boolean remove(InterfaceAddress address) throws IOException {
        try {
            channel.execute(
                    "remove address " + text(address),
                    address(channel.request(RTM_DELADDR), address));
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EADDRNOTAVAIL || e.errno() == Errno.ENODEV) {
                return false;
            }
            throw e;
        }
    }

    private static MessageWriter address(MessageWriter request, InterfaceAddress a) {
        byte[] bytes = a.address().getAddress();
        request.u8(a.address() instanceof Inet4Address ? AF_INET : AF_INET6)
                .u8(a.prefixLength())
                .u8(0)
                .u8(0)
                .u32(a.interfaceIndex());
        return request.attributeBytes(IFA_LOCAL, bytes).attributeBytes(IFA_ADDRESS, bytes);
    }

    private static String text(InterfaceAddress a) {
        return a.address().getHostAddress() + "/" + a.prefixLength();
    }

    /** {@code struct ifaddrmsg} and its attributes. */
    private static InterfaceAddress decode(Message message) throws MalformedNetlinkException {
        byte[] local = {};
        byte[] address = {};
        int protocol = 0;
        long valid = InterfaceAddress.FOREVER;
        Attributes a = message.attributes(IFADDRMSG_BYTES);
        while (a.next()) {
            switch (a.type()) {
                case IFA_LOCAL -> local = a.bytes();
                case IFA_ADDRESS -> address = a.bytes();
                case IFA_PROTO -> protocol = a.u8();
                case IFA_CACHEINFO -> valid = Integer.toUnsignedLong(a.u32At(4));
                default -> {} // labels, broadcast, flags
            }
        }
        try {
            // On a point-to-point link IFA_ADDRESS is the other end's.
            InetAddress own = InetAddress.getByAddress(local.length > 0 ? local : address);
            return new InterfaceAddress(own, message.u8(1), message.u32(4), protocol, valid);
        } catch (java.net.UnknownHostException e) {
            throw new MalformedNetlinkException(
                    "address of " + address.length + " bytes (expected: 4 or 16)", 0, IFA_ADDRESS);
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
