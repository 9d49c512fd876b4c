package org.bridgewall.sync.wire;

import java.util.List;

/**
 * What a node says of itself in one instance, many times a second, on every path. The fields are
 * documented in {@code advert.proto}; times are nanoseconds, counted from sending.
 */
public record Advert(
        String node,
        int vrid,
        long boot,
        long sequence,
        AdvertRole role,
        int priority,
        long epoch,
        long advertIntervalNanos,
        long leaseRemainingNanos,
        List<HeardPeer> heard,
        String handoverTo,
        boolean prepared,
        boolean replicaProven,
        long replicaLagNanos,
        long policyVersion,
        long configHash,
        String reason,
        long flowsInternal,
        long flowsExternal,
        String software,
        boolean asksHandover) {

    public Advert {
        heard = List.copyOf(heard);
    }
}
