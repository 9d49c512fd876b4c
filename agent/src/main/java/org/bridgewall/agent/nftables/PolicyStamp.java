package org.bridgewall.agent.nftables;

/**
 * Which policy a kernel holds: written into the table with it, read back to be sure.
 *
 * @param version number in the cluster store; 0 when the policy came from elsewhere
 * @param digest hexadecimal digest of the policy's text, at most 64 digits
 */
public record PolicyStamp(long version, String digest) {
    public PolicyStamp {
        if (version < 0 || !digest.matches("[0-9a-f]{1,64}")) {
            throw new IllegalStateException(
                    "stamp: "
                            + version
                            + " "
                            + digest
                            + " (expected: version >= 0, hexadecimal digest)");
        }
    }
}
