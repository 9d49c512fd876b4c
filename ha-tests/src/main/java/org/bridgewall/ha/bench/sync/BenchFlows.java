package org.bridgewall.ha.bench.sync;

import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.cache.InternalCache;
import org.bridgewall.sync.cache.RecordView;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.MalformedFlowException;
import org.bridgewall.sync.flow.Tuple;

/**
 * Realistic IPv4 TCP flows, by number, fed into a cache as the agent does. Allocates nothing.
 *
 * <p>Thread rule: one thread.
 */
public final class BenchFlows {
    /**
     * {@code TCP_CONNTRACK_*} of one short connection in its order, from established to its end.
     */
    static final int[] LIFE = {3, 4, 5, 7};

    private static final int SEEN_REPLY_ASSURED_CONFIRMED = 2 | 4 | 8;
    private static final int TCP = 6;

    private final Flow flow = new Flow();
    private final FlowCodec codec = new FlowCodec();
    private final byte[] key = new byte[FlowCodec.MAX_KEY_BYTES];
    private final byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];

    /** Stores a flow in a state of {@code TCP_CONNTRACK_*}. */
    public void put(InternalCache cache, int number, int tcpState, long nowNanos) {
        fill(number, tcpState);
        int keyLength = codec.encodeKey(flow, key, 0);
        int valueLength = codec.encodeValue(flow, value, 0);
        cache.put(1, key, 0, keyLength, value, 0, valueLength, flow.timeoutSeconds, nowNanos);
    }

    /** The flow of that number, established; valid until the next call. */
    public Flow flow(int number) {
        fill(number, 3);
        return flow;
    }

    void put(ExternalCache cache, int number, int tcpState) {
        fill(number, tcpState);
        int keyLength = codec.encodeKey(flow, key, 0);
        int valueLength = codec.encodeValue(flow, value, 0);
        cache.put(1, key, 0, keyLength, value, 0, valueLength, flow.timeoutSeconds, 0);
    }

    /** The TCP state of a flow as a replica has it; 0: the replica has it not. */
    public static int state(ExternalCache replica, int number) {
        BenchFlows flows = new BenchFlows();
        RecordView view = new RecordView();
        flows.fill(number, 3);
        int keyLength = flows.codec.encodeKey(flows.flow, flows.key, 0);
        if (!replica.find(1, flows.key, 0, keyLength, 0, view)) {
            return 0;
        }
        try {
            flows.codec.decodeValue(
                    view.bytes(), view.valueOffset(), view.valueLength(), flows.flow);
        } catch (MalformedFlowException e) {
            throw new IllegalStateException("a flow of the generator", e);
        }
        return flows.flow.tcpState;
    }

    /** Tells that a flow has ended. */
    public void remove(InternalCache cache, int number, long nowNanos) {
        fill(number, 0);
        cache.remove(1, key, 0, codec.encodeKey(flow, key, 0), nowNanos);
    }

    /** Key and value bytes of a flow. */
    int bytes(int number) {
        fill(number, 3);
        return codec.encodeKey(flow, key, 0) + codec.encodeValue(flow, value, 0);
    }

    private void fill(int number, int tcpState) {
        Tuple original = flow.original;
        original.family = Tuple.AF_INET;
        original.protocol = TCP;
        address(original.source, 10, number >>> 14);
        address(original.destination, 172, 0x100001);
        original.sourcePort = 32_768 + (number & 0x3fff);
        original.destinationPort = 443;
        flow.reply.invert(original);
        flow.status = SEEN_REPLY_ASSURED_CONFIRMED;
        flow.tcpState = tcpState;
        flow.tcpFlagsOriginal = 3;
        flow.tcpFlagsReply = 3;
        flow.tcpWindowScaleOriginal = 7;
        flow.tcpWindowScaleReply = 7;
        flow.timeoutSeconds = tcpState == 3 ? 432_000 : 120;
        flow.hasTimeout = true;
    }

    private static void address(byte[] target, int first, int rest) {
        target[0] = (byte) first;
        target[1] = (byte) (rest >>> 16);
        target[2] = (byte) (rest >>> 8);
        target[3] = (byte) rest;
    }
}
