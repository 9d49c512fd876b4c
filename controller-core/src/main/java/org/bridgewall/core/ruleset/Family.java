package org.bridgewall.core.ruleset;

/** Address family of a set or a map. */
public enum Family {
    IPV4(32),
    IPV6(128);

    private final int bits;

    Family(int bits) {
        this.bits = bits;
    }

    /** Width of an address in bits. */
    public int bits() {
        return bits;
    }
}
