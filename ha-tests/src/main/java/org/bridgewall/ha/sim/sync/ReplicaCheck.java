package org.bridgewall.ha.sim.sync;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bridgewall.sync.session.SessionStatus;

/**
 * What must hold at any time between one owner of a table and one holder of its replica:
 *
 * <ol>
 *   <li>the replica holds nothing that its owner never had;
 *   <li>each time it is found proven, it equals a state that its owner's table had;
 *   <li>while the owner says that the holder surely has everything, the replica equals the table.
 * </ol>
 *
 * <p>A replica that was tampered with is excused from 1 and 3 until it is equal again; only one
 * whose memory was damaged behind the digests' back is excused from 2.
 */
final class ReplicaCheck {
    private final SimulatedNode holder;
    private final SimulatedNode owner;
    private final int holderIndex;
    private final int ownerIndex;
    private final String holderName;
    private final String ownerName;
    private boolean tampered;
    private boolean damaged;
    private long provenAtNanos = -1;
    private long seenRoot;
    private long seenTable;
    private long state;
    private int size;
    private int foreign;

    ReplicaCheck(SimulatedNode[] nodes, int holder, int owner) {
        this.holder = nodes[holder];
        this.owner = nodes[owner];
        holderIndex = holder;
        ownerIndex = owner;
        holderName = SimulatedNode.name(holder);
        ownerName = SimulatedNode.name(owner);
    }

    /** Whether this is about the replica that a node holds. */
    boolean holds(int node) {
        return holderIndex == node;
    }

    /** The replica was changed by somebody else, or cleared. */
    void tampered() {
        tampered = true;
    }

    /** Bits flipped in the replica's memory: no digest can tell before its turn comes. */
    void damaged() {
        tampered = true;
        damaged = true;
    }

    /** The holder's process is new, and its replica empty. */
    void restarted() {
        tampered = false;
        damaged = false;
        provenAtNanos = -1;
    }

    /**
     * Checks what can have changed; a message where something does not hold, else empty.
     *
     * @param arrival the holder has just received a datagram: only then can a proof be new
     * @param thorough look, even if both sides seem to be as they were at the last look
     */
    String check(boolean arrival, boolean thorough, long nowNanos) {
        boolean provenNow = arrival && provenJustNow(nowNanos);
        boolean said = saidToHold();
        if (!provenNow && !thorough && (!said || unchanged())) {
            return "";
        }
        look();
        tampered &= !equal();
        damaged &= !equal();
        if (foreign > 0 && !tampered) {
            return "%s holds %d records that %s never had"
                    .formatted(holderName, foreign, ownerName);
        }
        if (provenNow && !damaged && !owner.table().everWas(state)) {
            return "%s claims proof, but %s's table was never like that"
                    .formatted(holderName, ownerName);
        }
        if (said && !tampered && !equal()) {
            return "%s says that %s holds everything, but it does not"
                    .formatted(ownerName, holderName);
        }
        return "";
    }

    private boolean provenJustNow(long nowNanos) {
        if (!holder.session(ownerIndex).proven()) {
            return false;
        }
        SessionStatus status = holder.session(ownerIndex).status(nowNanos);
        long at = nowNanos - status.provenAgeNanos();
        boolean news = at != provenAtNanos;
        provenAtNanos = at;
        return news;
    }

    private boolean saidToHold() {
        return owner.session(holderIndex).established()
                && owner.session(holderIndex).id() == holder.session(ownerIndex).id()
                && owner.sync().holdsUpTo(holderName, Long.MAX_VALUE);
    }

    /** Only spares looks: what is judged is the content. */
    private boolean unchanged() {
        return !tampered
                && seenRoot == holder.external(ownerIndex).digests().root()
                && seenTable == owner.table().fingerprint();
    }

    private void look() {
        seenRoot = holder.external(ownerIndex).digests().root();
        seenTable = owner.table().fingerprint();
        state = 0;
        size = 0;
        foreign = 0;
        holder.external(ownerIndex)
                .forEach(
                        0,
                        view -> {
                            long entry = KernelTable.entry(view);
                            state += entry;
                            size++;
                            foreign += owner.table().everHad(entry) ? 0 : 1;
                        });
    }

    private boolean equal() {
        return state == owner.table().fingerprint() && size == owner.table().size();
    }

    /** Whether the replica equals the table, and both sides know it. */
    boolean converged() {
        look();
        return equal()
                && holder.session(ownerIndex).proven()
                && owner.sync().holdsUpTo(holderName, Long.MAX_VALUE);
    }

    /** Whether the replica holds at least every entry of the table as it is. */
    boolean covered() {
        long[] found = {0};
        holder.external(ownerIndex)
                .forEach(
                        0,
                        view -> {
                            String key = new String(view.key(), StandardCharsets.UTF_8);
                            String value = owner.entries().get(key);
                            boolean same =
                                    value != null
                                            && Arrays.equals(
                                                    view.value(), KernelTable.bytes(value));
                            found[0] += same ? 1 : 0;
                        });
        return found[0] == owner.table().size();
    }

    String describe(long nowNanos) {
        look();
        return "%n  %s of %s: %s, %d records (table: %d), %s"
                .formatted(
                        holderName,
                        ownerName,
                        equal() ? "equal" : "different",
                        size,
                        owner.table().size(),
                        holder.session(ownerIndex).status(nowNanos));
    }
}
