package org.bridgewall.agent.bridge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Notes on which data ports the switches speak a spanning tree: frames to 01:80:c2:00:00:00 (IEEE
 * 802.1D-1998 table 7-9). The {@link Wire} hears them below the gate, whether it is open or shut.
 *
 * <p>Thread rule: any thread.
 */
public final class BpduWatch {
    private static final byte[] GROUP = {0x01, (byte) 0x80, (byte) 0xc2, 0, 0, 0};

    private final Map<String, Long> heardNanos = new ConcurrentSkipListMap<>();

    /** The address, in the order of the wire. */
    public static byte[] group() {
        return GROUP.clone();
    }

    static boolean isBpdu(byte[] frame, int length) {
        return length >= GROUP.length
                && Arrays.equals(frame, 0, GROUP.length, GROUP, 0, GROUP.length);
    }

    /** Notes a frame that came in at {@code nowNanos}, {@link System#nanoTime()}. */
    public void heard(String port, long nowNanos) {
        heardNanos.put(port, nowNanos);
    }

    /** Ports on which one came in within the last {@code spanNanos}, by name. */
    public List<String> speaking(long nowNanos, long spanNanos) {
        List<String> ports = new ArrayList<>();
        heardNanos.forEach((port, heard) -> {
            if (nowNanos - heard <= spanNanos) {
                ports.add(port);
            }
        });
        return ports;
    }
}
