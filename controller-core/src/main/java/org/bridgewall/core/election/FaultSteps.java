package org.bridgewall.core.election;

/** FAULT: not fit to forward, until everything has been well for the hold time. */
final class FaultSteps {
    private FaultSteps() {}

    static void step(Scene scene, NodeState.Fault fault, Input input) {
        if (scene.stop != null) {
            scene.become(new NodeState.Stopped(), "stopped");
            scene.advertise();
            scene.act(new Action.Stop());
            return;
        }
        if (input instanceof Input.AdvertHeard(Advert advert, String path) && advert.holdsGate()) {
            scene.dropStaleFlows(advert);
        }
        boolean ill = FitnessSteps.unfit(scene);
        if (ill != fault.ill()) {
            scene.state = new NodeState.Fault(ill, scene.now);
        } else if (!ill && input instanceof Input.Ticked && mayLeave(scene, fault)) {
            scene.health = scene.health.counted(scene.health.strikes().held(scene.now));
            scene.backup(scene.config.startupNanos(), why(scene));
            return;
        }
        if (input instanceof Input.Ticked) {
            scene.advertiseIfDue();
        }
    }

    /**
     * The hold guards those whom another node serves. Where none does, every moment in FAULT is a
     * moment without a path: then only so long passes that of several such nodes one goes first.
     */
    private static boolean mayLeave(Scene scene, NodeState.Fault fault) {
        long well = scene.now - fault.wellSinceNanos();
        return well >= FitnessSteps.holdNanos(scene)
                || (!FitnessSteps.othersServe(scene)
                        && well >= 2 * scene.config.advertNanos() * scene.aliveBefore());
    }

    private static String why(Scene scene) {
        Fitness fitness = scene.fitness();
        if (!fitness.causes().isEmpty()) {
            return "no other node could serve, in spite of: " + fitness.causes();
        }
        int faults = scene.health.strikes().count();
        return faults < 2
                ? "well again"
                : "well again, after %d faults: the next hold time is longer".formatted(faults);
    }
}
