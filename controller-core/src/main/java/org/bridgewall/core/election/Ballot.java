package org.bridgewall.core.election;

import java.util.Optional;
import org.bridgewall.core.promotion.Takeover;
import org.bridgewall.core.promotion.TakeoverCause;

/**
 * The vote of the third witness, which breaks the tie when a node that could forward is heard on no
 * path any more: has it died, or only the paths?
 *
 * <p>Both sides try to move the witness's record to an epoch of their own, from the one they know
 * (compare and set), so exactly one succeeds. A master asks as soon as a peer is silent, a standby
 * only when it takes over, so that a master that lives goes first. A node whose peers are all heard
 * neither asks nor listens.
 */
final class Ballot {
    /** What the vote says about a takeover. */
    enum Verdict {
        /** Nothing to ask, or it was granted, or the wire alone decides. */
        FREE,
        /** Asked, and not answered yet. */
        PENDING,
        /** The takeover must not go on. */
        LOST
    }

    private Ballot() {}

    /**
     * Asks where it must be asked. An operator's order moves the record as well, so that the other
     * closes, but does not depend on it.
     */
    static Verdict of(Scene scene, Takeover takeover) {
        WitnessRule rule = scene.config.witness();
        boolean forced = takeover.cause() == TakeoverCause.FORCED;
        if (!rule.asked()
                || (!forced && takeover.cause() != TakeoverCause.MASTER_DOWN)
                || scene.witness.granted() == takeover.epoch()
                || silentSince(scene).isEmpty()) {
            return Verdict.FREE;
        }
        boolean mute = !scene.witness.reachable();
        if (!mute && scene.witness.askedEpoch() == takeover.epoch()) {
            mute = scene.now - scene.witness.askedNanos() >= rule.answerNanos();
            if (!mute) {
                return Verdict.PENDING;
            }
        }
        if (mute) {
            return rule.waitsWithout() && !forced ? Verdict.LOST : Verdict.FREE;
        }
        if ((!forced && othersTurn(scene).isPresent())
                || takeover.epoch() <= scene.witness.epoch()) {
            return Verdict.LOST;
        }
        ask(scene, takeover.epoch());
        return Verdict.PENDING;
    }

    /** Why a standby that misses the master stays one; empty: nothing of that kind. */
    static Optional<String> standbyWaits(Scene scene) {
        WitnessRule rule = scene.config.witness();
        if (!rule.asked() || silentSince(scene).isEmpty()) {
            return Optional.empty();
        }
        if (scene.witness.reachable()) {
            return othersTurn(scene);
        }
        return rule.waitsWithout()
                ? Optional.of("no peer is heard, and the witness cannot be reached")
                : Optional.empty();
    }

    /**
     * A master's part: asks when a peer falls silent.
     *
     * @return why it must close; empty: it goes on
     */
    static Optional<String> master(Scene scene, NodeState.Master master) {
        WitnessRule rule = scene.config.witness();
        Optional<Long> since = silentSince(scene);
        if (!rule.asked()
                || !scene.witness.reachable()
                || since.isEmpty()
                || master.handover() != null) {
            return Optional.empty();
        }
        Optional<String> lost = othersTurn(scene);
        if (lost.isPresent()) {
            return lost;
        }
        boolean asked =
                scene.witness.askedEpoch() != 0 && scene.witness.askedNanos() - since.get() >= 0;
        boolean answered = scene.witness.granted() == scene.witness.askedEpoch();
        if (!asked || (!answered && scene.now - scene.witness.askedNanos() >= rule.answerNanos())) {
            ask(scene, scene.nextEpoch());
        }
        return Optional.empty();
    }

    /** Whether the witness sees another node: then nobody is alone, however silent it is. */
    static boolean peerSeen(Scene scene) {
        return scene.config.witness().asked()
                && scene.witness.reachable()
                && scene.witness.present().stream().anyMatch(n -> !n.equals(scene.config.node()));
    }

    /** Gives back what this node holds but does not use, so that nobody waits for it. */
    static void giveBack(Scene scene) {
        WitnessView view = scene.witness;
        if (scene.config.witness().asked()
                && view.reachable()
                && view.holder().equals(scene.config.node())
                && scene.now - view.askedNanos() >= scene.config.witness().answerNanos()) {
            scene.witness = view.asked(0, scene.now);
            scene.act(new Action.ReleaseWitness(view.epoch()));
        }
    }

    private static void ask(Scene scene, long epoch) {
        long known = scene.witness.epoch();
        scene.witness = scene.witness.asked(epoch, scene.now);
        scene.act(new Action.AskWitness(epoch, known));
    }

    /** Since when a peer has been silent, or nobody was ever heard; empty: all are heard. */
    private static Optional<Long> silentSince(Scene scene) {
        Optional<Long> since = Optional.empty();
        boolean any = false;
        for (PeerView peer : scene.peers()) {
            any = true;
            if (silent(scene, peer)) {
                since = Optional.of(Math.max(since.orElse(peer.heardNanos()), peer.heardNanos()));
            }
        }
        // Whom nobody was ever heard beside asks once.
        return any ? since : Optional.of(scene.witness.askedNanos());
    }

    private static boolean silent(Scene scene, PeerView peer) {
        return scene.now - peer.heardNanos() >= 3 * peer.last().advertNanos() / 2;
    }

    /** The witness gave an epoch that we have not heard of to a node that is there and silent. */
    private static Optional<String> othersTurn(Scene scene) {
        WitnessView view = scene.witness;
        String holder = view.holder();
        if (holder.isEmpty()
                || holder.equals(scene.config.node())
                || !view.present().contains(holder)) {
            return Optional.empty();
        }
        Optional<PeerView> peer = scene.peer(holder);
        boolean known =
                peer.isPresent()
                        && (!silent(scene, peer.get())
                                || peer.get().last().epoch() >= view.epoch());
        return known
                ? Optional.empty()
                : Optional.of(
                        "the witness gave epoch "
                                + view.epoch()
                                + " to "
                                + holder
                                + ", which is not heard");
    }
}
