package org.bridgewall.core.election;

/**
 * The election's step function.
 *
 * <pre>
 * state      input                                  next       what is done
 * INIT       started, gate closed                   BACKUP     listen for the start-up time
 * INIT       started, gate found open               INIT       listen, then resume as MASTER
 * BACKUP     master down / resigned / hands over    CANDIDATE  advert, commit, probe
 * CANDIDATE  prepared, holds the last changes       CANDIDATE  commit them
 * CANDIDATE  committed, old lease over, wire free   CANDIDATE  open the gate
 * CANDIDATE  gate read back open                    MASTER     advert, announce
 * CANDIDATE  a master is heard, or a better one     BACKUP
 * MASTER     time                                   MASTER     renew the lease, advert
 * MASTER     lease run out, loop, better master     BACKUP     gate closed
 * MASTER     successor prepared                     MASTER     gate closed, last changes sent
 * MASTER     last changes acknowledged, or it leads BACKUP     resign
 * MASTER     the witness gave it to a silent node   BACKUP     gate closed
 * any        a leg loses carrier, a track fails     FAULT      gate closed, resign
 * FAULT      well for the hold time                 BACKUP
 * </pre>
 *
 * A master keeps its role in spite of a dead screened leg while nobody else could take over and
 * another leg still serves; and in spite of a tracked fault while no standby is ready.
 */
public final class Election {
    private final ElectionConfig config;

    public Election(ElectionConfig config) {
        this.config = config;
    }

    public ElectionConfig config() {
        return config;
    }

    /**
     * Performs one step.
     *
     * @param now monotonic nanoseconds; never smaller than in an earlier step
     */
    public Step step(ElectionState state, Input input, long now) {
        Scene scene = new Scene(config, state, now);
        if (input instanceof Input.AdvertHeard(Advert advert, String path)
                && !scene.hear(advert, path)) {
            return scene.end();
        }
        learn(scene, input);
        switch (scene.state) {
            case NodeState.Init init -> InitSteps.step(scene, init, input);
            case NodeState.Backup backup -> BackupSteps.step(scene, backup, input);
            case NodeState.Candidate candidate -> CandidateSteps.step(scene, candidate, input);
            case NodeState.Master master -> MasterSteps.step(scene, master, input);
            case NodeState.Fault fault -> FaultSteps.step(scene, fault, input);
            case NodeState.Stopping stopping -> stopping(scene, stopping);
            case NodeState.Stopped stopped -> {}
        }
        if (input instanceof Input.Ticked) {
            switch (scene.state) {
                case NodeState.Backup ignored -> Ballot.giveBack(scene);
                case NodeState.Fault ignored -> Ballot.giveBack(scene);
                case NodeState.Stopping ignored -> Ballot.giveBack(scene);
                case NodeState.Init ignored -> {}
                case NodeState.Candidate ignored -> {}
                case NodeState.Master ignored -> {}
                case NodeState.Stopped ignored -> {}
            }
        }
        return scene.end();
    }

    /** Folds what every state must know into the facts. */
    private void learn(Scene scene, Input input) {
        switch (input) {
            case Input.ProbeCrossed crossed -> {
                scene.everCrossed = true;
                scene.crossedNanos = scene.now;
            }
            case Input.LegChanged(String port, boolean up) -> {
                Fitness before = scene.fitness();
                scene.leg(port, up);
                FitnessSteps.changed(scene, before);
            }
            case Input.TrackReported(String name, TrackResult result) -> {
                Fitness before = scene.fitness();
                scene.health = scene.health.found(name, result);
                FitnessSteps.changed(scene, before);
            }
            case Input.GroupReported(GroupPart part) -> {
                Fitness before = scene.fitness();
                scene.health = scene.health.grouped(part);
                FitnessSteps.changed(scene, before);
            }
            case Input.ReplicaReported(boolean proven) -> {
                if (scene.state.role() != Role.MASTER) {
                    scene.proven = proven;
                }
            }
            case Input.TableShared ignored -> {}
            case Input.DrainAsked(boolean drained) -> scene.drained = drained;
            case Input.StopAsked stop -> scene.stop = stop;
            case Input.Started started -> scene.epoch = Math.max(scene.epoch, started.epoch());
            case Input.CommitFinished(long epoch, boolean good, String summary) ->
                    scene.failedCommits = good ? 0 : scene.failedCommits + 1;
            case Input.WitnessReported told -> scene.witness = scene.witness.report(told);
            case Input.WitnessAnswered answer ->
                    scene.witness = scene.witness.answer(answer, config.node());
            case Input.AdvertHeard ignored -> {}
            case Input.Ticked ignored -> {}
            case Input.GateOpened ignored -> {}
            case Input.GateLost ignored -> {}
            case Input.ReplicationDrained ignored -> {}
            case Input.LastChangesHeld ignored -> {}
            case Input.SwitchoverAsked ignored -> {}
            case Input.PromoteForced ignored -> {}
        }
    }

    private static void stopping(Scene scene, NodeState.Stopping stopping) {
        boolean succeeded = scene.master().isPresent();
        if (succeeded || scene.now - stopping.untilNanos() >= 0) {
            scene.become(new NodeState.Stopped(), "stopped");
            scene.act(new Action.Stop());
        }
    }
}
