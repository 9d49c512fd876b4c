package org.bridgewall.core.election;

/** What the caller is to do, in the order given. */
public sealed interface Action {
    /** Send on every path, and as a probe out of every data port. */
    record SendAdvert(Advert advert) implements Action {}

    /** Send a probe out of every data port. */
    record SendProbe(Advert advert) implements Action {}

    /**
     * Open the gate until the deadline, read it back, answer {@code GateOpened} or {@code
     * GateLost}.
     */
    record OpenGate(long epoch, long deadlineNanos) implements Action {}

    /** Push the deadline; a refusal is answered with {@code GateLost}. */
    record RenewLease(long deadlineNanos) implements Action {}

    /** Shut the gate at once. */
    record CloseGate() implements Action {}

    /**
     * Write the replica into the kernel's table, off this thread; answer {@code CommitFinished}.
     */
    record Commit(long epoch) implements Action {}

    /**
     * Send what is not yet acknowledged, and with it that the mastership of that epoch is over;
     * answer {@code ReplicationDrained} when that peer has it.
     */
    record DrainReplication(String to, long epoch, long timeoutNanos) implements Action {}

    /**
     * Tell the switches where the hosts are now; then read the kernel's table into the cache, and
     * answer {@code TableShared} when the peers have it.
     */
    record Announce(long epoch) implements Action {}

    /** Empty this node's kernel table: another node holds those flows now. */
    record DropStaleFlows() implements Action {}

    /** Keep the epoch on disk. */
    record KeepEpoch(long epoch) implements Action {}

    /**
     * Ask the third witness to move its record to the epoch, if it is at {@code known} still;
     * answered with {@code WitnessAnswered}, or not at all.
     */
    record AskWitness(long epoch, long known) implements Action {}

    /** Give the epoch back to the third witness: this node does not lead in it. */
    record ReleaseWitness(long epoch) implements Action {}

    /** Tell the log, the hooks and {@code agentctl why}. */
    record Report(Transition transition) implements Action {}

    /** Nothing more is to come: the process may end. */
    record Stop() implements Action {}
}
