package org.bridgewall.agent.netlink.conntrack;

import java.util.List;

/**
 * What became of a commit: {@code attempted == created + alreadyThere + failed}, unless the kernel
 * dropped answers ({@code answersLost}), in which case only a dump tells.
 *
 * @param attempted flows read from the source
 * @param created entries made
 * @param alreadyThere live entries with the same tuples, which stay as they are
 * @param withoutMaster of those created, how many lost their master, which is gone
 * @param withoutHelper of those created, how many lost their helper, which this kernel has not
 * @param failed entries refused
 * @param answersLost how often the kernel dropped answers; 0 in all but odd cases
 * @param failures the first of those refused, at most {@link ConntrackCommit#MAX_FAILURES}
 * @param nanos time it took
 */
public record CommitResult(
        int attempted,
        int created,
        int alreadyThere,
        int withoutMaster,
        int withoutHelper,
        int failed,
        int answersLost,
        List<ConntrackFailure> failures,
        long nanos) {
    public CommitResult {
        failures = List.copyOf(failures);
    }

    /** Whether every flow is in the kernel now. */
    public boolean complete() {
        return failed == 0 && answersLost == 0;
    }
}
