package org.bridgewall.core.election;

import java.util.Optional;
import org.bridgewall.core.promotion.Takeover;
import org.bridgewall.core.promotion.TakeoverCause;

/** BACKUP: listens for the master, and takes over when it is down, resigns or hands over. */
final class BackupSteps {
    private static final int MAX_DEFERRALS = 3;
    private static final long ASK_NANOS = 2_000_000_000L;

    private BackupSteps() {}

    static void step(Scene scene, NodeState.Backup backup, Input input) {
        if (scene.stop != null) {
            scene.become(new NodeState.Stopped(), "stopped");
            scene.advertise();
            scene.act(new Action.Stop());
            return;
        }
        if (FitnessSteps.unfit(scene)) {
            FitnessSteps.fault(scene);
            return;
        }
        switch (input) {
            case Input.AdvertHeard(Advert advert, String path) -> heard(scene, backup, advert);
            case Input.Ticked ticked -> tick(scene, backup);
            case Input.SwitchoverAsked(String to) -> switchOver(scene, backup, to);
            case Input.PromoteForced forced -> {
                if (scene.master().isPresent()) {
                    ask(scene, backup);
                } else {
                    take(scene, TakeoverCause.FORCED, "", "an operator ordered it");
                }
            }
            default -> {}
        }
    }

    private static void heard(Scene scene, NodeState.Backup backup, Advert advert) {
        Optional<Advert> before = scene.previous(advert.node()).map(PeerView::last);
        boolean hadGate = before.map(Advert::holdsGate).orElse(false);
        boolean gaveUp =
                before.map(b -> b.role() == Role.CANDIDATE).orElse(false) && !advert.eligible();
        if (advert.holdsGate()) {
            scene.dropStaleFlows(advert);
            scene.witness = scene.witness.waits(false);
            wait(scene, backup, scene.masterDownNanos(advert.advertNanos()));
            if (advert.handoverTo().equals(scene.config.node()) && !scene.drained) {
                take(scene, TakeoverCause.HANDOVER, advert.node(), advert.node() + " hands over");
            }
        } else if ((hadGate || gaveUp) && !scene.drained && scene.master().isEmpty()) {
            if (bestHere(scene) && !scene.someoneTakesOver()) {
                String why = hadGate ? " closed its gate" : " gave up taking over";
                take(scene, TakeoverCause.RESIGNED, "", advert.node() + why);
            } else {
                wait(scene, backup, 2 * scene.config.advertNanos());
            }
        } else if (advert.role() == Role.CANDIDATE) {
            wait(scene, backup, scene.masterDownNanos(advert.advertNanos()));
        }
    }

    private static void tick(Scene scene, NodeState.Backup backup) {
        scene.advertiseIfDue();
        if (backup.masterDownAtNanos() - scene.now < 3 * scene.config.advertNanos() / 2) {
            scene.probeIfDue();
        }
        if (scene.now - backup.masterDownAtNanos() < 0) {
            return;
        }
        if (scene.drained) {
            wait(scene, backup, scene.patience());
        } else if (wireSaysWait(scene)) {
            scene.witness = scene.witness.waits(false);
            wait(scene, backup, scene.config.standbyProbeNanos());
        } else if (Ballot.standbyWaits(scene).isPresent()) {
            wait(scene, backup, scene.patience());
            if (!scene.witness.waiting()) {
                scene.witness = scene.witness.waits(true);
                scene.remark("no takeover: " + Ballot.standbyWaits(scene).get());
            }
        } else if (!bestHere(scene) && backup.deferrals() < MAX_DEFERRALS) {
            scene.state =
                    new NodeState.Backup(
                            scene.now + 2 * scene.config.advertNanos(),
                            backup.deferrals() + 1,
                            backup.asksUntilNanos());
        } else {
            take(scene, TakeoverCause.MASTER_DOWN, "", "no master is heard");
        }
    }

    /**
     * A path crosses, and no lease is about to run out that would explain it: somebody forwards,
     * though nobody speaks. Then there is nothing to take over.
     */
    private static boolean wireSaysWait(Scene scene) {
        if (!scene.everCrossed
                || scene.now - scene.crossedNanos >= 5 * scene.config.standbyProbeNanos()) {
            return false;
        }
        for (PeerView peer : scene.peers()) {
            long left = peer.gateClosedByNanos() - scene.now;
            if (peer.gateMayBeOpen(scene.now) && left <= 2 * scene.config.leaseNanos()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether no other standby goes before this one. A candidate is none that could be waited for:
     * while it lives it is heard, and that sets the timer anew.
     */
    private static boolean bestHere(Scene scene) {
        Advert own = scene.advert();
        for (PeerView peer : scene.peers()) {
            Advert other = peer.last();
            boolean standsBy =
                    scene.alive(peer) && other.eligible() && other.role() != Role.CANDIDATE;
            if (standsBy && Ranking.STANDBYS.compare(other, own) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void take(Scene scene, TakeoverCause cause, String from, String why) {
        Takeover takeover = Takeover.begin(scene.nextEpoch(), cause, scene.now);
        scene.witness = scene.witness.waits(false);
        scene.candidate(takeover, from, why);
        CandidateSteps.proceed(scene);
    }

    private static void switchOver(Scene scene, NodeState.Backup backup, String to) {
        if (to.isEmpty() || to.equals(scene.config.node())) {
            ask(scene, backup);
        } else {
            scene.remark("switch-over to " + to + " refused: ask there, or at the master");
        }
    }

    private static void ask(Scene scene, NodeState.Backup backup) {
        if (scene.master().isEmpty()) {
            scene.remark("switch-over refused: no master is heard that could hand over");
        } else if (scene.drained) {
            scene.remark("switch-over refused: this node is drained");
        } else {
            scene.state =
                    new NodeState.Backup(
                            backup.masterDownAtNanos(), backup.deferrals(), scene.now + ASK_NANOS);
            scene.advertise();
        }
    }

    private static void wait(Scene scene, NodeState.Backup backup, long nanos) {
        scene.state = new NodeState.Backup(scene.now + nanos, 0, backup.asksUntilNanos());
    }
}
