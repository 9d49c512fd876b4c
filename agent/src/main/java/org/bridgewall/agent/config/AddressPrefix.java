package org.bridgewall.agent.config;

import java.net.InetAddress;

/**
 * An address with the length of its network part, IPv4 or IPv6. Immutable.
 *
 * @param length bits, 0..32 or 0..128
 */
public record AddressPrefix(InetAddress address, int length) {

    /** Whether the other address shares the first {@code length} bits. */
    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> (bit & 7);
            if (((ours[bit >> 3] ^ theirs[bit >> 3]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }
}
