/**
 * The policy in the kernel: renders a neutral ruleset as one nftables transaction, applies it
 * through {@code nft}, and reads back what stands. The fence and its lease are elsewhere: these
 * tables judge packets, they never open or close a port.
 *
 * <p>Invariants: a transaction replaces the whole policy or nothing; bans that the kernel learned
 * live on over a replacement; a frame that the inet table has not judged never leaves, so that a
 * missing table or a switched-off br_netfilter closes the bridge.
 */
@NullMarked
package org.bridgewall.agent.nftables;

import org.jspecify.annotations.NullMarked;
