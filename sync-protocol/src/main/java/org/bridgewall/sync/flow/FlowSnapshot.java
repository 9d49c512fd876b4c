package org.bridgewall.sync.flow;

import java.util.Arrays;

/**
 * Many flows at rest, in the compact form of {@link FlowCodec}: about a hundred bytes each and no
 * object per flow.
 *
 * <p>Thread rule: filled by one thread, then handed over to the one that reads.
 */
public final class FlowSnapshot implements FlowSource {
    private static final int RECORD_BYTES = FlowCodec.MAX_KEY_BYTES + FlowCodec.MAX_VALUE_BYTES;

    private final FlowCodec codec = new FlowCodec();
    private byte[] bytes = new byte[64 * 1024];
    private int used;
    private int size;
    // Per flow: start, start of the value, timeout (negative: unknown).
    private int[] places = new int[3 * 512];

    /** Copies a flow. */
    public void add(Flow flow) {
        reserve(RECORD_BYTES);
        int keyBytes = codec.encodeKey(flow, bytes, used);
        int valueBytes = codec.encodeValue(flow, bytes, used + keyBytes);
        place(keyBytes, valueBytes, flow.hasTimeout ? flow.timeoutSeconds : -1);
    }

    /**
     * Copies a flow that is already in the form of {@link FlowCodec}.
     *
     * @param timeoutSeconds what remains, or negative: unknown
     */
    public void add(byte[] key, byte[] value, int timeoutSeconds) {
        reserve(key.length + value.length);
        System.arraycopy(key, 0, bytes, used, key.length);
        System.arraycopy(value, 0, bytes, used + key.length, value.length);
        place(key.length, value.length, timeoutSeconds);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean read(int index, Flow into) {
        int at = 3 * index;
        int start = places[at];
        int value = places[at + 1];
        int end = index + 1 < size ? places[at + 3] : used;
        try {
            codec.decodeKey(bytes, start, value - start, into);
            codec.decodeValue(bytes, value, end - value, into);
        } catch (MalformedFlowException e) {
            return false;
        }
        into.hasTimeout = places[at + 2] >= 0;
        into.timeoutSeconds = Math.max(0, places[at + 2]);
        return true;
    }

    private void place(int keyBytes, int valueBytes, int timeoutSeconds) {
        int at = 3 * size;
        if (at == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[at] = used;
        places[at + 1] = used + keyBytes;
        places[at + 2] = timeoutSeconds;
        used += keyBytes + valueBytes;
        size++;
    }

    private void reserve(int room) {
        if (bytes.length - used < room) {
            bytes = Arrays.copyOf(bytes, Math.max(used + room, 2 * bytes.length));
        }
    }
}
