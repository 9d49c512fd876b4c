package org.bridgewall.sync.flow;

import java.util.Arrays;

/**
 * A block of addresses.
 *
 * <p>Thread rule: immutable; allocates nothing when asked.
 */
public final class AddressPrefix {
    private final byte[] address;
    private final int bits;

    /**
     * A block of {@code 2^(length - bits)} addresses.
     *
     * @param address 4 or 16 bytes, network order; copied, what is behind the prefix is ignored
     * @param bits length of the prefix, 0-32 or 0-128
     */
    public AddressPrefix(byte[] address, int bits) {
        if (address.length != 4 && address.length != 16) {
            throw new IllegalArgumentException(
                    "address: " + address.length + " bytes (expected: 4 or 16)");
        }
        if (bits < 0 || bits > 8 * address.length) {
            throw new IllegalArgumentException(
                    "prefix length: " + bits + " (expected: 0-" + 8 * address.length + ")");
        }
        this.address = Arrays.copyOf(address, address.length);
        this.bits = bits;
    }

    /** The block of this address alone. */
    public static AddressPrefix host(byte[] address) {
        return new AddressPrefix(address, 8 * address.length);
    }

    /** Network order, 4 or 16 bytes; a copy. */
    public byte[] address() {
        return address.clone();
    }

    /** Length of the prefix. */
    public int bits() {
        return bits;
    }

    /**
     * @param candidate as in a {@link Tuple}: its first {@code addressBytes} bytes count
     */
    boolean contains(byte[] candidate, int addressBytes) {
        if (addressBytes != address.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (candidate[i] != address[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((candidate[whole] ^ address[whole]) & (0xff00 >> rest) & 0xff) == 0;
    }
}
