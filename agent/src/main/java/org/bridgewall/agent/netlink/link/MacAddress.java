package org.bridgewall.agent.netlink.link;

import java.util.HexFormat;

/**
 * An Ethernet address. Immutable.
 *
 * @param bits the 48 bits, first byte highest
 */
public record MacAddress(long bits) implements Comparable<MacAddress> {
    /** Length on the wire. */
    public static final int BYTES = 6;

    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("bits: " + bits + " (expected: 48 of them)");
        }
    }

    /**
     * Reads the usual notation.
     *
     * @param text such as {@code 02:42:ac:11:00:02}
     */
    public static MacAddress parse(String text) {
        try {
            return of(COLONS.parseHex(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "MAC address: '" + text + "' (expected: six bytes as 02:42:ac:11:00:02)", e);
        }
    }

    /** The address in six bytes. */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "MAC address: " + bytes.length + " bytes (expected: 6)");
        }
        long bits = 0;
        for (byte each : bytes) {
            bits = (bits << 8) | Byte.toUnsignedLong(each);
        }
        return new MacAddress(bits);
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (bits >>> (8 * (BYTES - 1 - i)));
        }
        return bytes;
    }

    /** Whether it names a group (the first byte's lowest bit), broadcast included. */
    public boolean isMulticast() {
        return ((bits >>> 40) & 1) != 0;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    /** {@code 02:42:ac:11:00:02}. */
    @Override
    public String toString() {
        return COLONS.formatHex(toBytes());
    }
}
