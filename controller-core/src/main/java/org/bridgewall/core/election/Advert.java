package org.bridgewall.core.election;

/**
 * What a node says of itself (RFC 9568 section 5.2, widened): the part that decides.
 *
 * @param boot random id of the sending process; a restart changes it
 * @param sequence grows with each advert of the process
 * @param priority 1..255; 0: not to be counted on (resigned, drained, faulty)
 * @param epoch the epoch the sender holds, seeks or last saw
 * @param advertNanos interval to the sender's next advert
 * @param leaseNanos how long the sender's gate stays open by itself from now; 0: closed
 * @param handoverTo node to which the sender, a master, hands over; empty: none
 * @param prepared the sender, a candidate in a hand-over, has committed and waits for the gate
 * @param proven the sender's replica is proven equal to its source; of a master: its table is with
 *     its peers
 * @param asksHandover the sender, a standby, asks the master to hand over to it
 */
public record Advert(
        String node,
        long boot,
        long sequence,
        Role role,
        int priority,
        long epoch,
        long advertNanos,
        long leaseNanos,
        String handoverTo,
        boolean prepared,
        boolean proven,
        boolean asksHandover) {

    /** The same, of a sender that has shut its gate since. */
    Advert withoutLease() {
        return new Advert(
                node,
                boot,
                sequence,
                role,
                priority,
                epoch,
                advertNanos,
                0,
                handoverTo,
                prepared,
                proven,
                asksHandover);
    }

    /** Whether the sender could take over. */
    public boolean eligible() {
        return priority > 0 && (role == Role.BACKUP || role == Role.CANDIDATE);
    }

    /** Whether the sender's gate is open by its own word. */
    public boolean holdsGate() {
        return role == Role.MASTER && leaseNanos > 0;
    }
}
