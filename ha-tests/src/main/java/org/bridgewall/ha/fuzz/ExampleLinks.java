package org.bridgewall.ha.fuzz;

import java.nio.ByteBuffer;
import org.bridgewall.agent.netlink.MessageWriter;

/** A list of one bridge, as rtnetlink would send it ({@code linux/if_link.h}). */
final class ExampleLinks {
    private static final int RTM_NEWLINK = 16;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_OPERSTATE = 16;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_CARRIER = 33;

    private ExampleLinks() {}

    static byte[] bytes() {
        MessageWriter writer = new MessageWriter(1024).clear().begin(RTM_NEWLINK, 0, 1);
        writer.u8(0).u8(0).u16(1).u32(7).u32(0x1043).u32(0);
        writer.attributeString(IFLA_IFNAME, "br0");
        writer.attributeBytes(IFLA_ADDRESS, new byte[] {2, 0, 0, 0, 0, 1});
        writer.attributeU32(IFLA_MTU, 1500);
        writer.attributeU32(IFLA_MASTER, 3);
        writer.attributeU8(IFLA_OPERSTATE, 6);
        writer.attributeU8(IFLA_CARRIER, 1);
        writer.nest(IFLA_LINKINFO).attributeString(IFLA_INFO_KIND, "bridge").endNest();
        ByteBuffer datagram = writer.end().datagram();
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        return bytes;
    }
}
