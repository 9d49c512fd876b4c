package org.bridgewall.agent.nftables;

import java.io.IOException;

/**
 * {@code nft} refused or did not answer: what was tried, and its own words, which hold the
 * kernel's.
 */
public final class NftException extends IOException {
    public NftException(String operation, String message) {
        super(operation + ": " + message);
    }
}
