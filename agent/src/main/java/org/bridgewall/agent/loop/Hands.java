package org.bridgewall.agent.loop;

import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Transition;

/**
 * What the election thread acts with. No method blocks; what takes time is handed on, and answered
 * through {@link ElectionLoop#tell}.
 */
public interface Hands {
    /** Sends on every path and, as a probe, out of every data port. */
    void sendAdvert(Advert advert, ElectionState state);

    /** Sends out of every data port only. */
    void sendProbe(Advert advert, ElectionState state);

    /** Whether frames wait on the data ports that the election has not heard yet. */
    boolean wireBehind();

    /** Opens the gate and reads it back; false: the kernel did not do it. */
    boolean openGate(long deadlineNanos);

    /** Pushes the deadline; false: the lease was no longer held, the gate is closed. */
    boolean renewLease(long deadlineNanos, long nowNanos);

    void closeGate();

    /**
     * Starts the commit of a takeover on the worker; it answers {@code CommitFinished}.
     *
     * @param planned an old master forwards until the first commit of the epoch is done
     */
    void commit(long epoch, boolean planned);

    /**
     * Sends what is unacknowledged, and that the mastership of the epoch is over; answers {@code
     * ReplicationDrained} when the successor has it, or when the time given is over.
     */
    void drainReplication(String successor, long epoch, long timeoutNanos);

    /** Re-aims the switches, then reads the kernel's table into the internal cache. */
    void announce(long epoch);

    /** Empties this node's table of replicated flows, on the worker. */
    void dropStaleFlows();

    void keepEpoch(long epoch);

    /** Asks the third witness; answered with {@code WitnessAnswered}, or not at all. */
    void askWitness(long epoch, long known);

    /** Gives an epoch back to the third witness. */
    void releaseWitness(long epoch);

    /** Tells the log and the history. */
    void report(Transition transition, ElectionState state);

    /** The election has ended. */
    void stopped();
}
