package org.bridgewall.ha.bench.side;

import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;

/**
 * What one IPv4 TCP flow takes in the product's cache of flows, over everything: key, state,
 * sequence, digest and index.
 *
 * <p>Thread rule: any thread.
 */
final class CacheMemory {
    /** The size at which it is stated. */
    static final int FLOWS = 1_000_000;

    private static final int FLOW_RECORD = 1;

    private CacheMemory() {}

    static double bytesPerFlow() {
        InternalCache cache = new InternalCache(1);
        FlowCodec codec = new FlowCodec();
        Flow flow = new Flow();
        byte[] key = new byte[FlowCodec.MAX_KEY_BYTES];
        byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];
        TableFlows flows = new TableFlows(FLOWS);
        for (int i = 0; i < FLOWS; i++) {
            flows.read(i, flow);
            int keyLength = codec.encodeKey(flow, key, 0);
            int valueLength = codec.encodeValue(flow, value, 0);
            cache.put(
                    FLOW_RECORD, key, 0, keyLength, value, 0, valueLength, flow.timeoutSeconds, i);
        }
        return (double) cache.memoryBytes() / cache.size();
    }
}
