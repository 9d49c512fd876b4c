package org.bridgewall.core.election;

import java.util.Optional;

/**
 * What follows from a node's fitness, whatever its state.
 *
 * <p>A dead leg and a tracked fault weigh differently: without legs nothing crosses, but a node
 * that only fails a check still serves better than none. So a tracked fault counts as long as
 * another node serves, or could. In a sync group, a member without legs takes all others with it.
 */
final class FitnessSteps {
    /** What all nodes track fails at all of them, though not at the same moment. */
    private static final long SETTLE_NANOS = 1_000_000_000L;

    private FitnessSteps() {}

    /** Whether tracking has made this node a worse one for long enough to act on it. */
    static boolean lowered(Scene scene) {
        return scene.fitness().lowered()
                && scene.now - scene.health.priorityNanos() >= SETTLE_NANOS;
    }

    /** Whether this node may be no candidate. */
    static boolean unfit(Scene scene) {
        Fitness fitness = scene.fitness();
        return !scene.legsDown().isEmpty()
                || fitness.groupDown()
                || (fitness.tracksFail() && othersServe(scene));
    }

    /** Another node forwards, takes over, or could. */
    static boolean othersServe(Scene scene) {
        return scene.master().isPresent()
                || scene.someoneTakesOver()
                || scene.bestStandby().isPresent();
    }

    /** Whether a master must shut its gate at once, though its lease holds. */
    static boolean mustGiveWay(Scene scene) {
        Optional<PeerView> standby = scene.bestStandby();
        if (!scene.legsDown().isEmpty() && (scene.nothingCrosses() || standby.isPresent())) {
            return true;
        }
        Fitness fitness = scene.fitness();
        return fitness.groupDown()
                || (fitness.tracksFail() && standby.filter(p -> ready(scene, p)).isPresent());
    }

    /** The state of the flows is there, or was waited for long enough. */
    private static boolean ready(Scene scene, PeerView standby) {
        return standby.last().proven()
                || scene.now - standby.eligibleSinceNanos() >= scene.config.unprovenNanos();
    }

    /** To FAULT; the fault is counted. */
    static void fault(Scene scene) {
        HealthRules rules = scene.config.health();
        if (rules.holdMaxNanos() > scene.config.faultHoldNanos()) {
            scene.health = scene.health.counted(scene.health.strikes().struck(rules, scene.now));
        }
        scene.become(new NodeState.Fault(true, scene.now), scene.fitness().causes());
        scene.advertise();
    }

    /** How long this node must be well before it leaves FAULT. */
    static long holdNanos(Scene scene) {
        return scene.health
                .strikes()
                .holdNanos(scene.config.faultHoldNanos(), scene.config.health());
    }

    /** Says what has changed in a node's fitness; peers learn at once of another priority. */
    static void changed(Scene scene, Fitness before) {
        Fitness after = scene.fitness();
        if (after.priority() != before.priority()) {
            scene.health = scene.health.weighed(scene.now);
            String why =
                    after.inForce().isEmpty()
                            ? "nothing tracked changes it"
                            : String.join("; ", after.inForce());
            scene.remark(
                    "priority %d -> %d: %s".formatted(before.priority(), after.priority(), why));
            scene.advertise();
        }
        if (after.causes().isEmpty() || after.causes().equals(before.causes())) {
            return;
        }
        switch (scene.state) {
            case NodeState.Master master -> {
                if (!mustGiveWay(scene)) {
                    scene.remark(
                            "stays master, no other node is ready, in spite of: " + after.causes());
                }
            }
            case NodeState.Fault fault -> scene.remark(after.causes());
            default -> {} // what is done about it says why
        }
    }
}
