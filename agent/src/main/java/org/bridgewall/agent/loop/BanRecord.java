package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.IpAddress;

/**
 * A source that a kernel refuses, as replicated. Key: vrid (1 byte), address (4 or 16 bytes,
 * network order); value: the second at which the ban ends by the sender's clock (8 bytes, big
 * endian, Unix time), which only serves to tell a new ban from the old one. What counts at the
 * receiver is the record's timeout: seconds left.
 */
public final class BanRecord {
    private static final int V4_KEY_BYTES = 5;
    private static final int V6_KEY_BYTES = 17;

    private BanRecord() {}

    public static byte[] key(int vrid, IpAddress address) {
        if (address.family() == Family.IPV4) {
            return ByteBuffer.allocate(V4_KEY_BYTES)
                    .put((byte) vrid)
                    .putInt((int) address.low())
                    .array();
        }
        return ByteBuffer.allocate(V6_KEY_BYTES)
                .put((byte) vrid)
                .putLong(address.high())
                .putLong(address.low())
                .array();
    }

    static byte[] value(long endSeconds) {
        return ByteBuffer.allocate(8).putLong(endSeconds).array();
    }

    /** The source, where the key is one of the instance's. */
    public static Optional<IpAddress> address(int vrid, byte[] key) {
        boolean shaped = key.length == V4_KEY_BYTES || key.length == V6_KEY_BYTES;
        if (!shaped || Byte.toUnsignedInt(key[0]) != vrid) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(key, 1, key.length - 1);
        return Optional.of(
                key.length == V4_KEY_BYTES
                        ? new IpAddress(Family.IPV4, 0, Integer.toUnsignedLong(in.getInt()))
                        : new IpAddress(Family.IPV6, in.getLong(), in.getLong()));
    }
}
