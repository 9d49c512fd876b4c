package org.bridgewall.agent.loop;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.bridgewall.agent.bridge.LearnedHost;
import org.bridgewall.agent.netlink.bridge.FdbEntry;

/**
 * An entry of the bridge's forwarding database as replicated. Key: vrid (1 byte), VLAN id (2), MAC
 * (6), big endian; value: the leg (1 byte), since port names differ between nodes.
 */
public final class HostRecord {
    private static final int KEY_BYTES = 9;
    private static final int VALUE_BYTES = 1;

    /** IEEE 802.1Q-2018 table 9-2: 4095 is reserved. */
    private static final int MAX_VLAN = 4094;

    private HostRecord() {}

    static byte[] key(int vrid, FdbEntry entry) {
        return ByteBuffer.allocate(KEY_BYTES)
                .put((byte) vrid)
                .putShort((short) entry.vlan())
                .put(entry.mac().toBytes())
                .array();
    }

    public static byte[] key(int vrid, LearnedHost host) {
        return ByteBuffer.allocate(KEY_BYTES)
                .put((byte) vrid)
                .putShort((short) host.vlan())
                .putShort((short) (host.mac() >>> 32))
                .putInt((int) host.mac())
                .array();
    }

    public static byte[] value(int leg) {
        return new byte[] {(byte) leg};
    }

    /**
     * The host, where the record is one of the instance's and has the shape of one: what a peer of
     * another version means by it must not stop a takeover.
     */
    public static Optional<LearnedHost> host(int vrid, byte[] key, byte[] value) {
        if (key.length != KEY_BYTES
                || value.length != VALUE_BYTES
                || Byte.toUnsignedInt(key[0]) != vrid) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(key);
        in.get();
        int vlan = Short.toUnsignedInt(in.getShort());
        long mac = (long) Short.toUnsignedInt(in.getShort()) << 32;
        mac |= Integer.toUnsignedLong(in.getInt());
        return vlan <= MAX_VLAN && LearnedHost.isHost(mac)
                ? Optional.of(new LearnedHost(mac, Byte.toUnsignedInt(value[0]), vlan))
                : Optional.empty();
    }
}
