package org.bridgewall.agent.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits until peers hold all changes up to a version.
 *
 * <p>Thread rule: the replication thread's.
 */
final class PeerWaits {
    private final List<Wait> waits = new ArrayList<>();

    /** One of them: for a successor, while no gate is open; or, without one, for all peers. */
    private record Wait(
            @Nullable String successor, long version, long deadlineNanos, Consumer<Boolean> done) {}

    /** Which versions a peer is known to hold. */
    @FunctionalInterface
    interface Holdings {
        boolean upTo(String peer, long version);
    }

    /**
     * A master that hands over waits for its successor alone: the other peers have been sent the
     * same, but acknowledge in their own time.
     *
     * @param done told once: true, or false when the successor is not heard, or the time was over
     *     first
     */
    void forSuccessor(String successor, long version, long deadlineNanos, Consumer<Boolean> done) {
        waits.add(new Wait(successor, version, deadlineNanos, done));
    }

    /** As {@link #forSuccessor}, for every peer, and without haste. */
    void forAll(long version, long deadlineNanos, Consumer<Boolean> done) {
        waits.add(new Wait(null, version, deadlineNanos, done));
    }

    /** Whether something waits while no gate is open. */
    boolean urgent() {
        for (int i = 0; i < waits.size(); i++) {
            if (waits.get(i).successor() != null) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return waits.isEmpty();
    }

    /**
     * Answers those that are over.
     *
     * @param reachable peers that are heard; for the others nobody waits
     */
    void answer(List<String> reachable, Holdings held, long nowNanos) {
        waits.removeIf(wait -> {
            String successor = wait.successor();
            boolean lost = successor != null && !reachable.contains(successor);
            boolean all =
                    !lost
                            && reachable.stream()
                                    .filter(peer -> successor == null || peer.equals(successor))
                                    .allMatch(peer -> held.upTo(peer, wait.version()));
            boolean over = all || lost || nowNanos - wait.deadlineNanos() >= 0;
            if (over) {
                wait.done().accept(all);
            }
            return over;
        });
    }
}
