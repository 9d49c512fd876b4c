package org.bridgewall.sync.wire;

import java.util.List;

/**
 * Who seals and who may be heard.
 *
 * @param boot id of this process, never used twice by a node and greater at each start: a counter
 *     kept on disk in the high half, random bits in the low half. The key depends on it, so that a
 *     nonce never repeats.
 */
public record SealIdentity(String cluster, String node, long boot, List<String> peers) {
    public SealIdentity {
        peers = List.copyOf(peers);
    }
}
