package org.bridgewall.agent.instance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.bridgewall.agent.bridge.Wire;
import org.bridgewall.agent.bridge.WireListener;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.agent.gate.Gate;
import org.bridgewall.agent.hooks.Hooks;
import org.bridgewall.agent.loop.Aftermath;
import org.bridgewall.agent.loop.BanReplication;
import org.bridgewall.agent.loop.ElectionLoop;
import org.bridgewall.agent.loop.FlowTables;
import org.bridgewall.agent.loop.HandoverTurns;
import org.bridgewall.agent.loop.HostIntake;
import org.bridgewall.agent.loop.InstanceHands;
import org.bridgewall.agent.loop.Mailbox;
import org.bridgewall.agent.loop.OwnFlows;
import org.bridgewall.agent.loop.ReplicationLoop;
import org.bridgewall.agent.loop.SyncGroupLoop;
import org.bridgewall.agent.loop.TakeoverWorker;
import org.bridgewall.agent.loop.TransitionLog;
import org.bridgewall.agent.loop.WarmStandby;
import org.bridgewall.agent.netlink.bridge.FdbMonitor;
import org.bridgewall.agent.peer.AdvertPort;
import org.bridgewall.agent.peer.Standing;
import org.bridgewall.agent.state.LoadOutcome;
import org.bridgewall.agent.state.SaveOutcome;
import org.bridgewall.agent.state.StateDirectory;
import org.bridgewall.agent.stp.SpanningTree;
import org.bridgewall.agent.stp.StateFollower;
import org.bridgewall.agent.track.Trackers;
import org.bridgewall.agent.vip.VipKeeper;
import org.bridgewall.agent.witness.StoreWitness;
import org.bridgewall.agent.witness.Witness;
import org.bridgewall.core.election.Election;
import org.bridgewall.core.election.Fitness;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.promotion.Timeline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts instances, in the order that is safe: policy into the kernel, fence, enslave, up, and only
 * then the election, which alone can open the gate.
 *
 * <p>Thread rule: the starting thread.
 */
public final class InstanceStarter {
    private static final Logger log = LoggerFactory.getLogger(InstanceStarter.class);

    private final String node;
    private final long boot;
    private final StateDirectory disk;
    private final AdvertPort adverts;
    private final ReplicationLoop replication;
    private final Policies policies;
    private final FlowTables tables;
    private final HandoverTurns turns = new HandoverTurns();
    private final Optional<WarmStandby> warm;
    private final Optional<StoreWitness> witness;

    /**
     * What all instances of this node share.
     *
     * @param boot id of this process
     * @param warm empty: a promotion writes the whole replica
     * @param witness empty: the cluster has no store that could be asked
     */
    public InstanceStarter(
            String node,
            long boot,
            StateDirectory disk,
            AdvertPort adverts,
            ReplicationLoop replication,
            Policies policies,
            FlowTables tables,
            Optional<WarmStandby> warm,
            Optional<StoreWitness> witness) {
        this.node = node;
        this.boot = boot;
        this.disk = disk;
        this.adverts = adverts;
        this.replication = replication;
        this.policies = policies;
        this.tables = tables;
        this.warm = warm;
        this.witness = witness;
    }

    /**
     * Starts one instance.
     *
     * @param standing what its adverts carry beside what decides
     * @param whenStopped told once its election has ended
     * @param group with which it moves; empty: alone
     */
    public InstanceRuntime start(
            InstanceConfig config,
            Supplier<Standing> standing,
            Runnable whenStopped,
            Optional<SyncGroupLoop> group)
            throws IOException {
        VipKeeper vips = VipKeeper.open(config.name(), config.vips());
        DataPath path = new DataPaths(policies).make(config, vips);
        Gate gate = path.gate();
        AtomicReference<InstanceRuntime> runtime = new AtomicReference<>();
        List<AutoCloseable> owned = new ArrayList<>();
        TransitionLog history = new TransitionLog();
        Mailbox mailbox = new Mailbox();
        HostIntake hosts = new HostIntake(config.vrid(), config.ports(), replication);
        TakeoverWorker worker =
                new TakeoverWorker(
                        config.vrid(),
                        config.bridge(),
                        replication,
                        tables.of(config.name()),
                        OwnFlows.of(config.conntrackZone()),
                        warm,
                        path.relearn(),
                        history,
                        mailbox,
                        hosts,
                        turns);
        owned.add(worker);
        owned.addAll(path.owned());
        owned.add(vips);
        Wire wire = path.wires().open(listener(config, runtime));
        Election election = new Election(Timers.of(node, config, gate.absoluteDeadline()));
        Hooks hooks = Hooks.start(node, config.name(), config.hooks());
        InstanceHands hands =
                new InstanceHands(
                        new InstanceHands.Instance(config.name(), config.vrid()),
                        gate,
                        wire,
                        adverts,
                        vips,
                        aftermath(config, path.tree(), worker, runtime),
                        worker,
                        history,
                        replication::drain,
                        standing,
                        epoch -> keep(config.name(), epoch),
                        mailbox,
                        witness(config, mailbox),
                        (transition, state) ->
                                hooks.tell(
                                        transition,
                                        Fitness.of(election.config(), state).priority()));
        hands.whenStopped(whenStopped);
        ElectionLoop loop = new ElectionLoop(config.name(), election, hands, mailbox, boot);
        if (!config.bridge().isEmpty()) {
            owned.add(FdbMonitor.start(config.bridge(), hosts::accept));
        }
        if (path.denySets() != null) {
            owned.add(
                    BanReplication.start(
                            config.vrid(),
                            path.denySets(),
                            replication,
                            () -> isMaster(runtime.get())));
        }
        Trackers trackers =
                Trackers.start(
                        config.name(),
                        config.track(),
                        (name, result) -> mailbox.tell(new Input.TrackReported(name, result)));
        group.ifPresent(g -> {
            g.join(config.name(), mailbox);
            loop.follow(
                    state -> g.turned(config.name(), election.config(), state, System.nanoTime()));
        });
        InstanceRuntime started =
                new InstanceRuntime(
                        config,
                        path,
                        vips,
                        wire,
                        loop,
                        history,
                        new InstanceWatch(trackers, hooks, group),
                        owned);
        runtime.set(started);
        replication.succeed(
                config.vrid(),
                (from, epoch) -> {
                    mailbox.tell(new Input.LastChangesHeld(from, epoch));
                    history.markFirst(Timeline.LAST_CHANGES, System.nanoTime(), from);
                });
        adverts.listen(config.vrid(), started::advertHeard);
        started.start(epochOnDisk(config.name()));
        return started;
    }

    private Witness witness(InstanceConfig config, Mailbox mailbox) {
        boolean asked = config.witness().rule().asked();
        return asked
                ? witness.map(w -> w.of(config.name(), mailbox::tell)).orElse(Witness.NOBODY)
                : Witness.NOBODY;
    }

    private static void bounce(@Nullable InstanceRuntime instance) {
        if (instance != null) {
            instance.bounce();
        }
    }

    private static boolean isMaster(@Nullable InstanceRuntime instance) {
        return instance != null && instance.state().node().role() == Role.MASTER;
    }

    private static Aftermath aftermath(
            InstanceConfig config,
            @Nullable SpanningTree tree,
            TakeoverWorker worker,
            AtomicReference<InstanceRuntime> runtime)
            throws IOException {
        if (tree != null) {
            return followed(tree, worker);
        }
        if (config.relearn() == InstanceConfig.Relearn.ANNOUNCE || config.ports().isEmpty()) {
            return worker;
        }
        return new Aftermath() {
            @Override
            public void announce(long epoch) {
                worker.announce(epoch);
            }

            @Override
            public void dropStaleFlows() {
                worker.dropStaleFlows();
                worker.execute(() -> bounce(runtime.get()));
            }
        };
    }

    /** Under a spanning tree the state follows the ports, not the role. */
    private static Aftermath followed(SpanningTree tree, TakeoverWorker worker) throws IOException {
        tree.follow(
                new StateFollower() {
                    @Override
                    public void commit() {
                        worker.commit(TakeoverWorker.OF_THE_TREE, false);
                    }

                    @Override
                    public void announce(long epoch) {
                        worker.announce(epoch);
                    }

                    @Override
                    public void dropStaleFlows() {
                        worker.dropStaleFlows();
                    }
                });
        return new Aftermath() {
            @Override
            public void announce(long epoch) {
                tree.announce(epoch);
            }

            @Override
            public void dropStaleFlows() {
                tree.dropStaleFlows();
            }
        };
    }

    private WireListener listener(InstanceConfig config, AtomicReference<InstanceRuntime> runtime) {
        return (port, own, sentFrom, payload, nanos) -> {
            InstanceRuntime instance = runtime.get();
            if (instance == null) {
                return;
            }
            boolean crossed = config.ports().indexOf(port) != sentFrom;
            if (own && crossed) {
                instance.probeCrossed();
            } else if (!own && !crossed) {
                // What crossed a forwarding node has come on its own leg as well.
                adverts.receiveFrame(payload, sentFrom);
            }
        };
    }

    private long epochOnDisk(String instance) {
        return switch (disk.loadEpoch(instance)) {
            case LoadOutcome.Loaded<Long>(Long epoch) -> epoch;
            case LoadOutcome.Previous<Long>(Long epoch, String problem) -> epoch;
            case LoadOutcome.Absent<Long> absent -> 0;
            case LoadOutcome.Damaged<Long>(String problem) -> {
                log.warn("{}: epoch on disk: {}", instance, problem);
                yield 0;
            }
        };
    }

    private void keep(String instance, long epoch) {
        if (disk.saveEpoch(instance, epoch) instanceof SaveOutcome.NotSaved notSaved) {
            log.warn("{}: epoch {} not kept on disk: {}", instance, epoch, notSaved);
        }
    }
}
