package org.bridgewall.ha.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.MalformedFlowException;
import org.bridgewall.sync.flow.Tuple;

/** The reader of replicated flows. */
final class FlowTarget extends CanonicalTarget {
    private final FlowCodec codec = new FlowCodec();
    private final Flow flow = new Flow();

    @Override
    public String name() {
        return "flow";
    }

    @Override
    void decode(KeyValue input) throws MalformedFlowException {
        codec.decodeKey(input.key(), 0, input.key().length, flow);
        codec.decodeValue(input.value(), 0, input.value().length, flow);
    }

    @Override
    KeyValue encoded() {
        byte[] key = new byte[FlowCodec.MAX_KEY_BYTES];
        byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];
        return new KeyValue(
                Arrays.copyOf(key, codec.encodeKey(flow, key, 0)),
                Arrays.copyOf(value, codec.encodeValue(flow, value, 0)));
    }

    @Override
    Object record() {
        return flow;
    }

    @Override
    public List<byte[]> examples() {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            fill(i);
            all.add(encoded().write());
        }
        return all;
    }

    /** Flows with more and more of what a flow can have. */
    private void fill(int i) {
        flow.clear();
        flow.original.family = i % 2 == 0 ? Tuple.AF_INET : Tuple.AF_INET6;
        flow.original.protocol = i % 3 == 0 ? 6 : 132;
        flow.original.source[3] = (byte) i;
        flow.original.destination[3] = 7;
        flow.original.sourcePort = 1000 + i;
        flow.original.destinationPort = 443;
        flow.reply.invert(flow.original);
        flow.status = FlowStatus.REPLICATED;
        flow.tcpState = 3;
        if (i > 4) {
            flow.reply.sourcePort = 81;
            flow.mark = 9;
            flow.zone = i;
        }
        if (i > 8) {
            flow.sctpState = 4;
            flow.sctpVtagOriginal = -1;
            flow.labels[0] = 1;
        }
        if (i > 12) {
            flow.helperLength = 3;
            flow.helper[0] = 'f';
            flow.helper[1] = 't';
            flow.helper[2] = 'p';
            flow.master.copyFrom(flow.original);
            flow.sequenceOriginal.correctionPosition = 5;
            flow.synproxyIsn = 77;
        }
    }
}
