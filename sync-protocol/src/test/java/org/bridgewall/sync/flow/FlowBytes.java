package org.bridgewall.sync.flow;

import java.util.Arrays;

/** The canonical bytes of a flow as arrays of their own, for tests. */
public final class FlowBytes {
    private final byte[] key;
    private final byte[] value;

    public FlowBytes(byte[] key, byte[] value) {
        this.key = key;
        this.value = value;
    }

    public static FlowBytes of(Flow flow) {
        FlowCodec codec = new FlowCodec();
        byte[] room = new byte[FlowCodec.MAX_KEY_BYTES + FlowCodec.MAX_VALUE_BYTES];
        byte[] key = Arrays.copyOf(room, codec.encodeKey(flow, room, 0));
        byte[] value = Arrays.copyOf(room, codec.encodeValue(flow, room, 0));
        return new FlowBytes(key, value);
    }

    public byte[] key() {
        return key;
    }

    public byte[] value() {
        return value;
    }

    public Flow decode() throws MalformedFlowException {
        Flow flow = new Flow();
        FlowCodec codec = new FlowCodec();
        codec.decodeKey(key, 0, key.length, flow);
        codec.decodeValue(value, 0, value.length, flow);
        return flow;
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof FlowBytes other
                && Arrays.equals(key, other.key)
                && Arrays.equals(value, other.value);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
    }
}
