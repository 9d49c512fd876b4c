package org.bridgewall.agent.netlink.conntrack;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowFilter;

/**
 * Flows as a map from key to value, in hexadecimal and in order: what two tables are compared by.
 */
final class Canonical {
    private final FlowCodec codec = new FlowCodec();
    private final byte[] room = new byte[FlowCodec.MAX_VALUE_BYTES];
    private final Map<String, String> map = new TreeMap<>();

    static Map<String, String> of(List<Flow> flows) {
        Canonical canonical = new Canonical();
        flows.forEach(canonical::add);
        return canonical.map;
    }

    /** The kernel's table in the namespace of the calling thread. */
    static Map<String, String> ofKernel() throws IOException {
        Canonical canonical = new Canonical();
        try (ConntrackDump dump = ConntrackDump.open(FlowFilter.ALL)) {
            dump.run(canonical::add);
        }
        return canonical.map;
    }

    private void add(Flow flow) {
        HexFormat hex = HexFormat.of();
        String key = flow.original + " " + hex.formatHex(room, 0, codec.encodeKey(flow, room, 0));
        map.put(key, hex.formatHex(room, 0, codec.encodeValue(flow, room, 0)));
    }
}
