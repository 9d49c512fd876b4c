package org.bridgewall.agent.loop;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bridgewall.agent.netlink.conntrack.ConntrackDump;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.flow.FlowSnapshot;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.Tuple;

/** Numbered established TCP flows, and tables of flows by key to compare. */
final class TableFlows {
    private static final int TCP = 6;
    private static final int ESTABLISHED = 3;

    private TableFlows() {}

    static Flow flow(int number) {
        Flow flow = new Flow();
        flow.original.family = Tuple.AF_INET;
        flow.original.protocol = TCP;
        flow.original.source[0] = 10;
        flow.original.source[1] = (byte) (number >> 24);
        flow.original.source[2] = (byte) (number >> 16);
        flow.original.source[3] = (byte) 1;
        flow.original.destination[0] = 11;
        flow.original.destination[3] = 2;
        flow.original.sourcePort = number & 0xffff;
        flow.original.destinationPort = 443;
        flow.reply.invert(flow.original);
        flow.status = FlowStatus.SEEN_REPLY | FlowStatus.ASSURED | FlowStatus.CONFIRMED;
        flow.tcpState = ESTABLISHED;
        flow.hasTimeout = true;
        flow.timeoutSeconds = 3_600;
        return flow;
    }

    /** Flows from one number on. */
    static FlowSnapshot range(int from, int count) {
        FlowSnapshot snapshot = new FlowSnapshot();
        for (int i = from; i < from + count; i++) {
            snapshot.add(flow(i));
        }
        return snapshot;
    }

    static FlowSnapshot of(List<Integer> numbers) {
        FlowSnapshot snapshot = new FlowSnapshot();
        numbers.forEach(number -> snapshot.add(flow(number)));
        return snapshot;
    }

    static byte[] key(int number) {
        byte[] room = new byte[FlowCodec.MAX_KEY_BYTES];
        int length = new FlowCodec().encodeKey(flow(number), room, 0);
        return java.util.Arrays.copyOf(room, length);
    }

    /** The kernel's table in the namespace of the calling thread. */
    static SortedMap<String, String> ofKernel(FlowFilter filter) throws IOException {
        SortedMap<String, String> map = new TreeMap<>();
        FlowCodec codec = new FlowCodec();
        byte[] room = new byte[FlowCodec.MAX_VALUE_BYTES];
        try (ConntrackDump dump = ConntrackDump.open(filter)) {
            dump.run(flow -> {
                String key = hex(room, codec.encodeKey(flow, room, 0));
                map.put(key, hex(room, codec.encodeValue(flow, room, 0)));
            });
        }
        return map;
    }

    static SortedMap<String, String> of(InternalCache cache) {
        SortedMap<String, String> map = new TreeMap<>();
        cache.forEach(view -> {
            byte[] key = view.key();
            byte[] value = view.value();
            map.put(hex(key, key.length), hex(value, value.length));
        });
        return map;
    }

    private static String hex(byte[] bytes, int length) {
        return HexFormat.of().formatHex(bytes, 0, length);
    }
}
