package org.bridgewall.sync.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bridgewall.sync.cache.StateHash;

/** The clear part of a datagram; see {@link DatagramSeal}. */
final class SealHeader {
    static final int BYTES = 22;
    static final int SEALED = 0x10;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private SealHeader() {}

    /** Short id of a node of a cluster. */
    static int nodeId(String cluster, String node) {
        byte[] text = (cluster + '\n' + node).getBytes(StandardCharsets.UTF_8);
        return (int) StateHash.ofBytes(0, text, 0, text.length);
    }

    static void write(byte[] datagram, int kind, int keyId, int sender, long boot, long counter) {
        datagram[0] = (byte) kind;
        datagram[1] = (byte) keyId;
        INTS.set(datagram, 2, sender);
        LONGS.set(datagram, 6, boot);
        LONGS.set(datagram, 14, counter);
    }

    static int kind(byte[] datagram, int offset) {
        return datagram[offset];
    }

    static int keyId(byte[] datagram, int offset) {
        return datagram[offset + 1] & 0xff;
    }

    static int sender(byte[] datagram, int offset) {
        return (int) INTS.get(datagram, offset + 2);
    }

    static long boot(byte[] datagram, int offset) {
        return (long) LONGS.get(datagram, offset + 6);
    }

    static long counter(byte[] datagram, int offset) {
        return (long) LONGS.get(datagram, offset + 14);
    }
}
