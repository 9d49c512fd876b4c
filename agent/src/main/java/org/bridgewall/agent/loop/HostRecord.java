package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import org.bridgewall.agent.bridge.LearnedHost;
import org.bridgewall.agent.netlink.bridge.FdbEntry;

/**
 * An entry of the bridge's forwarding database as replicated. Key: vrid (1 byte), VLAN id (2), MAC
 * (6), big endian; value: the leg (1 byte), since port names differ between nodes.
 */
final class HostRecord {
    static final int KEY_BYTES = 9;

    private HostRecord() {}

    static byte[] key(int vrid, FdbEntry entry) {
        return ByteBuffer.allocate(KEY_BYTES)
                .put((byte) vrid)
                .putShort((short) entry.vlan())
                .put(entry.mac().toBytes())
                .array();
    }

    static byte[] key(int vrid, LearnedHost host) {
        return ByteBuffer.allocate(KEY_BYTES)
                .put((byte) vrid)
                .putShort((short) host.vlan())
                .putShort((short) (host.mac() >>> 32))
                .putInt((int) host.mac())
                .array();
    }

    static byte[] value(int leg) {
        return new byte[] {(byte) leg};
    }

    /** Whether a key is one of the instance's. */
    static boolean belongsTo(int vrid, byte[] key) {
        return key.length == KEY_BYTES && Byte.toUnsignedInt(key[0]) == vrid;
    }

    static LearnedHost host(byte[] key, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(key);
        in.get();
        int vlan = Short.toUnsignedInt(in.getShort());
        long mac = (long) Short.toUnsignedInt(in.getShort()) << 32;
        mac |= Integer.toUnsignedLong(in.getInt());
        return new LearnedHost(mac, Byte.toUnsignedInt(value[0]), vlan);
    }
}
