package org.bridgewall.agent.netlink.conntrack;

import java.util.List;

/**
 * What became of a flush: {@code attempted == deleted + absent + failed}.
 *
 * @param attempted flows read from the source
 * @param deleted entries that are no more
 * @param absent flows that the table did not have
 * @param failed deletions refused
 * @param failures the first of those, at most {@link ConntrackCommit#MAX_FAILURES}
 * @param nanos time it took
 */
public record FlushResult(
        int attempted,
        int deleted,
        int absent,
        int failed,
        List<ConntrackFailure> failures,
        long nanos) {
    public FlushResult {
        failures = List.copyOf(failures);
    }
}
