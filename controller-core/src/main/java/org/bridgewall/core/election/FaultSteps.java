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
        if (input instanceof Input.AdvertHeard(Advert advert, String path)
                && advert.holdsGate()
                && scene.staleFlows) {
            scene.staleFlows = false;
            scene.act(new Action.DropStaleFlows());
        }
        boolean ill = !scene.legsDown().isEmpty();
        if (ill != fault.ill()) {
            scene.state = new NodeState.Fault(ill, scene.now);
        } else if (!ill && input instanceof Input.Ticked) {
            boolean held = scene.now - fault.wellSinceNanos() >= scene.config.faultHoldNanos();
            // Alone, every moment in FAULT is a moment without a path: the hold guards nobody.
            if (held || !scene.anyoneAlive()) {
                scene.backup(scene.config.startupNanos(), "well again");
                return;
            }
        }
        if (input instanceof Input.Ticked) {
            scene.advertiseIfDue();
        }
    }
}
