package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.agent.netlink.NetlinkChannel;

/**
 * The kernel's table attribute by attribute, without knowing what any of them means: what is lost
 * on the way from one table to another shows even where our own decoder is blind.
 */
public final class RawTable {
    private RawTable() {}

    /**
     * The connections in the namespace of the calling thread.
     *
     * @return by original tuple, reply tuple and zone: each attribute's path of types, such as
     *     {@code 4.1.1}, and its bytes in hexadecimal
     */
    public static Map<String, Map<String, String>> ofFlows() throws IOException {
        return dump(type(IPCTNL_MSG_CT_GET), "1.", "2.", "18");
    }

    /** The expectations, by tuple and mask. */
    public static Map<String, Map<String, String>> ofExpectations() throws IOException {
        return dump((2 << 8) | 1, "2.", "3.", "7");
    }

    private static Map<String, Map<String, String>> dump(int type, String... identity)
            throws IOException {
        Map<String, Map<String, String>> table = new TreeMap<>();
        try (NetlinkChannel channel = NetlinkChannel.open(NetlinkSocket.NETFILTER)) {
            MessageWriter request = channel.request(type).u8(0).u8(0).u16be(0).end();
            channel.dump("dump", request, message -> add(message, identity, table));
        }
        return table;
    }

    private static void add(
            Message message, String[] identity, Map<String, Map<String, String>> table)
            throws MalformedNetlinkException {
        Map<String, String> entry = new TreeMap<>();
        walk("", message.attributes(NFGENMSG_BYTES), entry);
        StringBuilder key = new StringBuilder();
        entry.forEach((path, value) -> {
            for (String part : identity) {
                if (path.startsWith(part)) {
                    key.append(path).append('=').append(value).append(' ');
                }
            }
        });
        table.put(key.toString(), entry);
    }

    private static void walk(String prefix, Attributes a, Map<String, String> entry)
            throws MalformedNetlinkException {
        while (a.next()) {
            String path = prefix + a.type();
            if (a.isNested()) {
                walk(path + ".", a.nested(), entry);
            } else {
                entry.put(path, HexFormat.of().formatHex(a.bytes()));
            }
        }
    }
}
