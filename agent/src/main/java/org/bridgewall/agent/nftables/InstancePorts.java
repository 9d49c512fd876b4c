package org.bridgewall.agent.nftables;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * The interfaces of one bridgewall, as the rules name them.
 *
 * @param instance name of the instance
 * @param bridge the bridge device
 * @param uplink the port towards everybody else
 * @param screened the ports towards the screened hosts; at least one
 * @param zone conntrack zone of the connections that cross; 0: the kernel's default
 * @param bpdus what is done with the frames of spanning trees
 * @param tapped whether the kernel need not make events of the states of TCP connections, because
 *     an eBPF program tells of them
 */
public record InstancePorts(
        String instance,
        String bridge,
        String uplink,
        List<String> screened,
        int zone,
        Bpdus bpdus,
        boolean tapped) {
    /** Kernel: IFNAMSIZ less the closing zero; no slash, no blank, no quote. */
    private static final String INTERFACE = "[^\\s/\"\\\\*]{1,15}";

    /** Frames of spanning trees: to 01:80:c2:00:00:00, and those of Cisco's per-VLAN trees. */
    public enum Bpdus {
        /** Nothing of it crosses. */
        DROP,
        /** The switches' own trees go through an open gate. */
        PASS,
        /** The bridge itself takes part in the tree. */
        LOCAL
    }

    /** In the kernel's default zone, on a bridge that no spanning tree crosses, all events made. */
    public InstancePorts(String instance, String bridge, String uplink, List<String> screened) {
        this(instance, bridge, uplink, screened, 0, Bpdus.DROP, false);
    }

    public InstancePorts {
        screened = List.copyOf(screened);
        if (screened.isEmpty()) {
            throw new IllegalStateException("instance " + instance + ": no screened port");
        }
        check(bridge);
        check(uplink);
        screened.forEach(InstancePorts::check);
    }

    private static void check(String name) {
        if (!name.matches(INTERFACE)) {
            throw new IllegalStateException(
                    "interface name: '" + name + "' (expected: 1-15 characters)");
        }
    }

    /** Name of the instance's tables in the bridge and inet families: {@code bw_dmz}. */
    public String table() {
        String plain = instance.replaceAll("[^A-Za-z0-9_]", "_");
        if (plain.equals(instance)) {
            return "bw_" + plain;
        }
        // Two instances must never share a table because their names differ by punctuation only.
        CRC32 crc = new CRC32();
        crc.update(instance.getBytes(StandardCharsets.UTF_8));
        return "bw_" + plain + "_" + String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
