package org.bridgewall.core.promotion;

/**
 * How far one takeover is. Times are monotonic nanoseconds.
 *
 * @param epoch the epoch that the takeover wins
 * @param cause why it began
 * @param startedNanos when it began
 * @param commit state of the commit into the kernel
 * @param commitStartedNanos when the running or last commit began
 * @param probingSinceNanos since when probes have gone out without a pause; moved on by what a
 *     pause was too long
 * @param lastProbeNanos when the last probe went out
 * @param opening the gate was told to open and has not answered yet
 */
public record Takeover(
        long epoch,
        TakeoverCause cause,
        long startedNanos,
        Commit commit,
        long commitStartedNanos,
        long probingSinceNanos,
        long lastProbeNanos,
        boolean opening) {

    /** States of the commit. {@code PREPARED}: done in advance, the last changes still to come. */
    public enum Commit {
        NOT_STARTED,
        RUNNING,
        PREPARED,
        DONE
    }

    public static Takeover begin(long epoch, TakeoverCause cause, long now) {
        return new Takeover(epoch, cause, now, Commit.NOT_STARTED, now, now, now, false);
    }

    public Takeover withCommit(Commit next, long now) {
        long started = next == Commit.RUNNING ? now : commitStartedNanos;
        return new Takeover(
                epoch,
                cause,
                startedNanos,
                next,
                started,
                probingSinceNanos,
                lastProbeNanos,
                false);
    }

    public Takeover withCause(TakeoverCause next) {
        return new Takeover(
                epoch,
                next,
                startedNanos,
                commit,
                commitStartedNanos,
                probingSinceNanos,
                lastProbeNanos,
                opening);
    }

    /**
     * Notes a probe. The silence of probes that were never sent proves nothing: of the pause before
     * this one no more than {@code countedNanos} count as silence, and after one longer than {@code
     * stallNanos} the look begins anew.
     */
    public Takeover withProbe(long stallNanos, long countedNanos, long now) {
        long pause = now - lastProbeNanos;
        long since =
                pause > stallNanos ? now : probingSinceNanos + Math.max(0, pause - countedNanos);
        return new Takeover(
                epoch, cause, startedNanos, commit, commitStartedNanos, since, now, opening);
    }

    public Takeover withOpening() {
        return new Takeover(
                epoch,
                cause,
                startedNanos,
                commit,
                commitStartedNanos,
                probingSinceNanos,
                lastProbeNanos,
                true);
    }

    /** How long the wire has been seen free: probes went out and none came back. */
    public long wireFreeNanos(long crossedNanos, boolean everCrossed, long now) {
        long since =
                everCrossed && crossedNanos - probingSinceNanos > 0
                        ? crossedNanos
                        : probingSinceNanos;
        return lastProbeNanos - since >= 0 ? now - since : 0;
    }
}
