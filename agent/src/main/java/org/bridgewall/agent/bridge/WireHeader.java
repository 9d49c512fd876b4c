package org.bridgewall.agent.bridge;

import java.nio.ByteBuffer;

/**
 * Layout of the agent's own frames, in bytes from the start of the Ethernet header. The in-kernel
 * loop guard reads the same offsets.
 *
 * <pre>
 *  0  destination   03:42:57:00:00:01 (probe) or the switch-side address (relearn)
 *  6  source
 * 12  ethertype     0x88b5 (IEEE 802 local experimental 1)
 * 14  magic         'B' 'W'
 * 16  version       1
 * 17  kind          1 probe with advert, 2 relearn
 * 18  vrid          1..255
 * 19  leg           the sender's port it left through: 0 uplink, 1.. screened
 * 20  length        of the payload, big endian
 * 22  cookie        the sender's own secret word, in the sender's byte order; opaque to others
 * 30  payload       the authenticated advert
 * </pre>
 */
public final class WireHeader {
    public static final int ETHERTYPE = 0x88b5;
    public static final int SOURCE_OFFSET = 6;
    public static final int ETHERTYPE_OFFSET = 12;
    public static final int MAGIC_OFFSET = 14;
    public static final int VRID_OFFSET = 18;
    public static final int LEG_OFFSET = 19;
    public static final int COOKIE_OFFSET = 22;
    public static final int PAYLOAD_OFFSET = 30;

    /** Legs of one instance: a power of two, which the in-kernel guard relies on. */
    public static final int MAX_LEGS = 32;

    /** Longest payload that fits an Ethernet frame of 1500 bytes. */
    public static final int MAX_PAYLOAD_BYTES = 1500 - (PAYLOAD_OFFSET - MAGIC_OFFSET);

    /** Longest frame, without its check sequence. */
    public static final int MAX_FRAME_BYTES = 1514;

    static final int MIN_FRAME_BYTES = 60;
    static final int VERSION_OFFSET = 16;
    static final int LENGTH_OFFSET = 20;
    static final byte KIND_PROBE = 1;
    static final byte KIND_RELEARN = 2;
    static final short MAGIC = ('B' << 8) | 'W';
    static final byte VERSION = 1;

    /** Multicast, locally administered, outside 01:80:c2:00:00:0x, so that bridges forward it. */
    private static final byte[] PROBE_GROUP = {0x03, 0x42, 0x57, 0x00, 0x00, 0x01};

    private WireHeader() {}

    /** The address that probes go to, in the order of the wire. */
    public static byte[] probeGroup() {
        return PROBE_GROUP.clone();
    }

    /** Writes the Ethernet header and the eight bytes after it. */
    static void put(
            ByteBuffer frame, byte[] destination, byte[] source, byte kind, int vrid, int leg) {
        frame.put(destination)
                .put(source)
                .putShort((short) ETHERTYPE)
                .putShort(MAGIC)
                .put(VERSION)
                .put(kind)
                .put((byte) vrid)
                .put((byte) leg);
    }
}
