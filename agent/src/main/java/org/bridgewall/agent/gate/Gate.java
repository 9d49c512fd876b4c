package org.bridgewall.agent.gate;

import java.io.IOException;
import java.util.List;
import org.bridgewall.agent.bridge.WireTap;

/**
 * The kernel rule that lets frames cross the bridge, open only until a deadline on the clock of
 * {@link System#nanoTime()}. The fence stands on the ingress of every data port; one deadline holds
 * for all.
 *
 * <p>Thread rule: one owner thread for opening, renewing and closing (the election's); none of
 * these blocks. {@link #verify}, {@link #fence} and {@link #uninstall} take kernel locks that
 * others may hold for milliseconds: call them from another thread. The rest may be read by any
 * thread.
 *
 * <p>Why deadlines are absolute and computed by the caller: a process may be frozen between reading
 * the clock and the store; what it then stores is a moment that has passed.
 */
public interface Gate extends AutoCloseable {

    /** How the ports are fenced, and why in this way: for {@code status}. */
    String description();

    /**
     * Whether the kernel holds the deadline itself. Otherwise it holds a time that runs from the
     * moment of the system call, and a process that was frozen just before it prolongs a live lease
     * once: peers must wait for that long more.
     */
    boolean absoluteDeadline();

    /** When the gate closes by itself, read back from the kernel's side; 0 = closed. */
    long deadlineNanos();

    boolean isOpen(long nowNanos);

    /**
     * Opens the gate until {@code deadlineNanos}, whatever it was before. Announce the lease to the
     * peers first; send a probe right after.
     */
    void open(long deadlineNanos);

    /**
     * Moves the deadline of an open lease, later or earlier.
     *
     * @return false if the lease had run out, the loop guard closed it, or somebody else wrote it:
     *     the gate is closed and must be won again
     */
    boolean renew(long deadlineNanos, long nowNanos);

    /** Shuts at once. The fence stays; {@link #open} opens again. */
    @Override
    void close();

    /** Removes the fence: traffic passes freely. Only at an operator's explicit wish. */
    void uninstall() throws IOException;

    /**
     * How the fence itself hears the wire on each port, in their order, for one {@link
     * org.bridgewall.agent.bridge.Wire}; empty if it does not.
     */
    default List<? extends WireTap> taps() {
        return List.of();
    }

    /** Times the in-kernel guard closed the gate because an own probe came in by another path. */
    long loopGuardTrips();

    /** Times the lease ran out under traffic. */
    long expiries();

    /** Frames refused on all ports since the fence was made. */
    long refusedFrames();

    /** Ports that are not fenced as they should be; empty if all is well. */
    List<FenceGap> verify();

    /**
     * Fences a port again, after its device was made anew or its fence was removed or overtaken.
     */
    void fence(String port) throws IOException;
}
