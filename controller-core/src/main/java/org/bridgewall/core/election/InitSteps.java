package org.bridgewall.core.election;

/** INIT: starting, or resuming behind a gate that an earlier process of this node left open. */
final class InitSteps {
    private InitSteps() {}

    static void step(Scene scene, NodeState.Init init, Input input) {
        switch (input) {
            case Input.Started started -> started(scene, started);
            case Input.StopAsked stop -> {
                scene.become(new NodeState.Stopped(), "stopped before it began");
                scene.act(new Action.Stop());
            }
            case Input.ProbeCrossed crossed when init.resuming() ->
                    giveWay(scene, "gate was found open, and another path crosses as well");
            case Input.GateOpened(long epoch) when init.opening() -> resumed(scene, init, epoch);
            case Input.GateLost(String why) when init.opening() ->
                    giveWay(scene, "the gate that was found open could not be kept: " + why);
            case Input.AdvertHeard heard when init.resuming() && scene.master().isPresent() ->
                    giveWay(
                            scene,
                            "gate was found open, but " + heard.advert().node() + " is the master");
            case Input.Ticked ticked when init.resuming() -> tick(scene, init);
            default -> {}
        }
    }

    private static void started(Scene scene, Input.Started started) {
        if (started.gateDeadlineNanos() - scene.now > 0 && started.gateDeadlineNanos() != 0) {
            long listen = scene.patience();
            scene.state =
                    new NodeState.Init(
                            true, started.gateDeadlineNanos(), scene.now + listen, false);
            scene.remark("gate found open: listens before it resumes");
            scene.advertise();
        } else {
            // What an earlier process left in the table is old once somebody else leads.
            scene.staleFlows = true;
            scene.backup(scene.config.startupNanos(), "started");
        }
    }

    private static void tick(Scene scene, NodeState.Init init) {
        if (init.gateDeadlineNanos() - scene.now <= 0) {
            giveWay(scene, "the gate that was found open has closed by its lease");
        } else if (!init.opening() && scene.now - init.resumeAtNanos() >= 0) {
            scene.epoch++;
            long until = scene.now + scene.config.leaseNanos();
            scene.state = new NodeState.Init(true, until, init.resumeAtNanos(), true);
            scene.act(new Action.OpenGate(scene.epoch, until));
        } else {
            scene.advertiseIfDue();
        }
    }

    /** The table was live all the time: nothing is to be committed. */
    private static void resumed(Scene scene, NodeState.Init init, long epoch) {
        scene.proven = false;
        scene.become(
                new NodeState.Master(
                        epoch,
                        scene.now,
                        init.gateDeadlineNanos(),
                        scene.now + scene.config.renewNanos(),
                        false,
                        null),
                "resumed: the gate was open and no other master is heard");
        scene.advertise();
        scene.act(new Action.Announce(epoch));
        scene.act(new Action.KeepEpoch(epoch));
    }

    private static void giveWay(Scene scene, String why) {
        scene.act(new Action.CloseGate());
        scene.staleFlows = scene.master().isPresent();
        scene.backup(scene.config.startupNanos(), why);
    }
}
