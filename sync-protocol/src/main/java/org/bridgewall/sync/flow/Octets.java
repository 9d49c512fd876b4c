package org.bridgewall.sync.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Arrays of sixteen bytes (an address, the labels), a word at a time: for every event and flow. */
final class Octets {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private Octets() {}

    /** Sets all sixteen to zero. */
    static void clear(byte[] sixteen) {
        LONGS.set(sixteen, 0, 0L);
        LONGS.set(sixteen, Long.BYTES, 0L);
    }

    /** Whether all sixteen are zero. */
    static boolean areZero(byte[] sixteen) {
        return ((long) LONGS.get(sixteen, 0) | (long) LONGS.get(sixteen, Long.BYTES)) == 0;
    }
}
