package org.bridgewall.ha.sim.election;

import static org.bridgewall.ha.sim.election.SimulatedCluster.MILLI;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.HealthRules;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.ha.sim.election.Scenario.Leader;

/**
 * The faults of the drills' table that an election can see, by the names of the drills. The times
 * are those of the defaults: advert 100 ms, lease 250 ms.
 */
final class Scenarios {
    /** From the close of a dead agent's gate: the rest of the master-down time, and a commit. */
    private static final long CRASH = 450;

    /** For so long at most a master whose gate is shut waits for its successor. */
    private static final long DRAIN = 60;

    /** From the order of a move to its end, commit included. */
    private static final long MOVE = 300;

    /** A cable says so at once: a commit, a look at the wire, a lease that was told of. */
    private static final long CABLE = 250;

    private static final long UNNOTICED = 0;

    private Scenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        processes(all);
        cables(all);
        paths(all);
        starts(all);
        surroundings(all);
        orders(all);
        three(all);
        witness(all);
        return all;
    }

    private static void processes(List<Scenario> all) {
        all.add(crash("crash"));
        all.add(
                Scenario.of("freeze", CRASH, Leader.MOVES, s -> s.master().frozen = true)
                        .recoveredBy(s -> s.master().frozen = false));
        all.add(
                Scenario.of(
                                "machine-gone",
                                CRASH + 250,
                                Leader.MOVES,
                                s -> {
                                    s.master().frozen = true;
                                    s.legs(s.master(), false);
                                })
                        .recoveredBy(s -> {
                            s.heal();
                            s.master().frozen = false;
                        }));
    }

    private static Scenario crash(String name) {
        return Scenario.of(name, CRASH, Leader.MOVES, s -> s.master().kill())
                .recoveredBy(s -> s.start(s.master()));
    }

    private static void cables(List<Scenario> all) {
        for (boolean uplink : new boolean[] {true, false}) {
            String leg = uplink ? "uplink" : "screened";
            all.add(
                    Scenario.of(
                                    "cable-" + leg,
                                    CABLE,
                                    Leader.MOVES,
                                    s -> s.cable(s.master(), uplink, false))
                            .recoveredBy(SimulatedStage::heal));
            all.add(
                    Scenario.of(
                                    "cable-" + leg + "-standby",
                                    UNNOTICED,
                                    Leader.STAYS,
                                    s -> s.cable(s.standby(), uplink, false))
                            .recoveredBy(SimulatedStage::heal));
            all.add(
                    Scenario.of(
                            "flap-" + leg,
                            CABLE,
                            Leader.MOVES,
                            s -> flap(s, s.master(), uplink, !uplink)));
            all.add(
                    Scenario.of(
                            "flap-" + leg + "-standby",
                            UNNOTICED,
                            Leader.STAYS,
                            s -> flap(s, s.standby(), uplink, !uplink)));
        }
        all.add(
                Scenario.of("cable-both", CABLE, Leader.MOVES, s -> s.legs(s.master(), false))
                        .recoveredBy(SimulatedStage::heal));
        all.add(
                Scenario.of(
                        "flap-both", CABLE, Leader.MOVES, s -> flap(s, s.master(), true, true)));
        all.add(
                Scenario.of("flap-damped", CABLE, Leader.MOVES, Scenarios::flapDamped)
                        .configured(Scenarios::damped)
                        .held(1_000)
                        .recoveredBy(s -> s.pass(8_000)));
    }

    /** Preemption, and a hold time that grows from half a second. */
    private static ElectionConfig damped(ElectionConfig config) {
        long half = 500 * MILLI;
        return config.with(c -> {
            c.priority = c.node.equals("b1") ? 120 : 100;
            c.preempt = true;
            c.preemptDelayNanos = 0;
            c.faultHoldNanos = half;
            c.health = new HealthRules(List.of(), List.of(), 16 * half, 20 * half);
        });
    }

    /** Each return of the cable would bring the role back; after three it does not any more. */
    private static void flapDamped(SimulatedStage s) {
        s.cluster.nodes.forEach(node -> s.tell(node, new Input.ReplicaReported(true)));
        flaps(s, 3);
        long epoch = s.standby().state.facts().epoch();
        flaps(s, 4);
        s.cluster.check(
                s.standby().state.facts().epoch() == epoch, () -> "the role moves at every flap");
    }

    private static void flaps(SimulatedStage s, int count) {
        for (int i = 0; i < count; i++) {
            s.pass(1_600);
            s.cable(s.master(), true, false);
            s.pass(120);
            s.cable(s.master(), true, true);
        }
    }

    private static void flap(
            SimulatedStage s, SimulatedNode node, boolean uplink, boolean screened) {
        for (int i = 0; i < 16; i++) {
            boolean plugged = i % 2 == 1;
            if (uplink) {
                s.cable(node, true, plugged);
            }
            if (screened) {
                s.cable(node, false, plugged);
            }
            s.pass(plugged ? 280 : 120);
        }
    }

    private static void paths(List<Scenario> all) {
        all.add(unnoticed("sync-cut", s -> s.cut("sync")));
        all.add(unnoticed("management-cut", s -> s.cut("mgmt")));
        all.add(unnoticed("only-data-legs", Scenarios::networks));
        all.add(unnoticed("adverts-lost-out", s -> oneWay(s, s.master())));
        all.add(unnoticed("adverts-lost-in", s -> oneWay(s, s.standby())));
        all.add(
                unnoticed(
                        "all-paths-cut",
                        s -> {
                            networks(s);
                            s.loseInBand();
                        }));
        all.add(
                unnoticed(
                        "standby-isolated",
                        s -> {
                            networks(s);
                            s.legs(s.standby(), false);
                        }));
        all.add(
                Scenario.of(
                                "master-isolated",
                                CRASH + 250,
                                Leader.MOVES,
                                s -> {
                                    networks(s);
                                    s.legs(s.master(), false);
                                })
                        .held(6_000)
                        .recoveredBy(SimulatedStage::heal));
    }

    private static Scenario unnoticed(String name, Scenario.Act inject) {
        return Scenario.of(name, UNNOTICED, Leader.STAYS, inject)
                .held(6_000)
                .recoveredBy(SimulatedStage::heal);
    }

    private static void networks(SimulatedStage s) {
        s.cut("sync");
        s.cut("mgmt");
    }

    private static void oneWay(SimulatedStage s, SimulatedNode from) {
        s.lose("sync", from);
        s.lose("mgmt", from);
        s.loseInBand();
    }

    private static void starts(List<Scenario> all) {
        all.add(
                Scenario.of(
                        "start-together",
                        2_500,
                        Leader.ANY,
                        s -> {
                            s.cluster.nodes.forEach(SimulatedNode::kill);
                            s.pass(700);
                            s.cluster.nodes.forEach(s::start);
                        }));
        all.add(
                Scenario.of("start-unfit", 1_100, Leader.MOVES, Scenarios::unfit)
                        .recoveredBy(SimulatedStage::heal));
        all.add(Scenario.of("start-busy", 700, Leader.ANY, Scenarios::busy));
        all.add(
                Scenario.of(
                                "restart-alone",
                                UNNOTICED,
                                Leader.STAYS,
                                s -> {
                                    s.standby().kill();
                                    s.pass(4_000);
                                    s.master().kill();
                                    s.pass(300);
                                    s.start(s.master());
                                })
                        .recoveredBy(s -> s.start(s.standby())));
    }

    private static void unfit(SimulatedStage s) {
        s.cluster.nodes.forEach(SimulatedNode::kill);
        s.pass(700);
        for (SimulatedNode node : s.cluster.nodes) {
            s.cable(node, true, false);
            s.start(node);
        }
        s.pass(5_000);
        s.cluster.check(
                s.cluster.nodes.stream().noneMatch(n -> n.kernel.gateOpen(s.cluster.now)),
                () -> "a gate opened without a path");
        s.begin();
        s.cable(s.standby(), true, true);
    }

    private static void busy(SimulatedStage s) {
        s.cluster.nodes.forEach(SimulatedNode::kill);
        s.pass(700);
        s.cluster.foreignPath = true;
        s.cluster.nodes.forEach(s::start);
        s.pass(5_000);
        s.cluster.check(
                s.cluster.forwarding() == 0, () -> "a gate opened beside a path that crossed");
        s.cluster.foreignPath = false;
        s.begin();
    }

    private static void surroundings(List<Scenario> all) {
        all.add(unnoticed("zookeeper-gone", Scenarios::witnessGone).asking());
        all.add(unnoticed("zookeeper-slow", s -> s.cluster.witness.slow = 1).asking());
        all.add(goneAndCrash("crash-without-zookeeper"));
        all.add(
                Scenario.of(
                                "disk-full",
                                CRASH,
                                Leader.MOVES,
                                s -> {
                                    s.cluster.diskFull = true;
                                    s.master().kill();
                                })
                        .recoveredBy(s -> {
                            s.start(s.master());
                            s.pass(3_000);
                            // The role again, in an epoch that no disk has.
                            s.cluster.check(s.leader() != s.master(), () -> "the old master leads");
                            s.tell(s.leader(), new Input.SwitchoverAsked(""));
                            s.pass(3_000);
                            s.cluster.check(
                                    s.leader() == s.master(), () -> "the role did not come back");
                        }));
    }

    private static void witnessGone(SimulatedStage s) {
        s.cluster.nodes.forEach(node -> s.cluster.witness.cut.add(node.name));
    }

    private static Scenario goneAndCrash(String name) {
        return Scenario.of(
                        name,
                        CRASH,
                        Leader.MOVES,
                        s -> {
                            witnessGone(s);
                            s.pass(3_000);
                            s.begin();
                            s.master().kill();
                        })
                .recoveredBy(s -> {
                    s.heal();
                    s.start(s.master());
                })
                .asking();
    }

    private static void orders(List<Scenario> all) {
        all.add(
                Scenario.of(
                        "switchover",
                        200,
                        Leader.MOVES,
                        s -> s.tell(s.master(), new Input.SwitchoverAsked(""))));
        all.add(
                Scenario.of(
                                "switchover-then-crash",
                                CRASH,
                                Leader.STAYS,
                                s -> {
                                    s.tell(s.master(), new Input.SwitchoverAsked(""));
                                    s.passUntil(() ->
                                            s.standby().state.node() instanceof NodeState.Master);
                                    s.begin();
                                    s.standby().kill();
                                })
                        .recoveredBy(s -> s.start(s.standby())));
        all.add(
                Scenario.of(
                                "crash-amid-switchover",
                                CRASH + DRAIN,
                                Leader.STAYS,
                                s -> {
                                    s.tell(s.master(), new Input.SwitchoverAsked(""));
                                    s.pass(s.cluster.random.nextLong(MOVE));
                                    s.standby().kill();
                                })
                        .recoveredBy(s -> s.start(s.standby())));
        all.add(
                Scenario.of(
                                "drain",
                                200,
                                Leader.MOVES,
                                s -> s.tell(s.master(), new Input.DrainAsked(true)))
                        .recoveredBy(s -> s.tell(s.master(), new Input.DrainAsked(false))));
        all.add(
                Scenario.of(
                                "terminate",
                                200,
                                Leader.MOVES,
                                s -> s.tell(s.master(), new Input.StopAsked(false)))
                        .recoveredBy(s -> s.start(s.master())));
    }

    private static void three(List<Scenario> all) {
        all.add(crash("crash-of-three").withNodes(3));
        all.add(
                Scenario.of(
                                "freshest-first",
                                CRASH + 250,
                                Leader.MOVES,
                                s -> {
                                    SimulatedNode old = preferred(s);
                                    s.tell(old, new Input.ReplicaReported(false));
                                    s.pass(500);
                                    s.begin();
                                    s.master().kill();
                                    s.pass(2_000);
                                    s.cluster.check(
                                            s.leader() != old,
                                            () -> "the standby with the old replica leads");
                                })
                        .withNodes(3)
                        .recoveredBy(s -> s.start(s.master())));
        all.add(
                Scenario.of(
                                "third-node",
                                400,
                                Leader.ANY,
                                s -> {
                                    s.last().kill();
                                    s.pass(1_000);
                                    s.start(s.last());
                                    s.pass(1_500);
                                    s.tell(s.master(), new Input.SwitchoverAsked(s.last().name));
                                    s.pass(1_500);
                                    s.cluster.check(
                                            s.leader() == s.last(), () -> "the third leads not");
                                    s.tell(s.last(), new Input.StopAsked(false));
                                    s.pass(1_500);
                                    s.cluster.check(
                                            !s.last().running && s.leader() != s.last(),
                                            () -> "the third has not left");
                                })
                        .withNodes(3)
                        .recoveredBy(s -> s.start(s.last())));
    }

    /** The standby that would go first with all replicas proven. */
    private static SimulatedNode preferred(SimulatedStage s) {
        SimulatedNode one = s.standby();
        SimulatedNode other = s.last();
        return other.config().priority() > one.config().priority() ? other : one;
    }

    private static void witness(List<Scenario> all) {
        all.add(crash("witness-crash").asking());
        all.add(goneAndCrash("witness-gone"));
        all.add(
                Scenario.of(
                                "witness-slow",
                                CRASH + 300,
                                Leader.MOVES,
                                s -> {
                                    s.cluster.witness.slow = 1;
                                    s.master().kill();
                                })
                        .recoveredBy(s -> {
                            s.heal();
                            s.start(s.master());
                        })
                        .asking());
        all.add(unnoticed("witness-hidden-wire", Scenarios::hide).asking());
        all.add(
                Scenario.of(
                                "witness-hidden-crash",
                                3_500,
                                Leader.MOVES,
                                s -> {
                                    hide(s);
                                    s.pass(4_000);
                                    s.begin();
                                    s.master().kill();
                                })
                        .held(6_000)
                        .recoveredBy(s -> {
                            s.heal();
                            s.start(s.master());
                        })
                        .asking());
    }

    private static void hide(SimulatedStage s) {
        networks(s);
        s.cluster.wireHidden = true;
        s.cluster.hiddenOverlap = 600 * MILLI;
    }
}
