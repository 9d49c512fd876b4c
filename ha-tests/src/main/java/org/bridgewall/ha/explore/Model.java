package org.bridgewall.ha.explore;

import static org.bridgewall.ha.explore.World.ASKED;
import static org.bridgewall.ha.explore.World.CARRIER;
import static org.bridgewall.ha.explore.World.COMMITTED;
import static org.bridgewall.ha.explore.World.COMMITTING;
import static org.bridgewall.ha.explore.World.CROSSED;
import static org.bridgewall.ha.explore.World.DEAD;
import static org.bridgewall.ha.explore.World.DISK;
import static org.bridgewall.ha.explore.World.DRAINING;
import static org.bridgewall.ha.explore.World.FROZEN;
import static org.bridgewall.ha.explore.World.GATE;
import static org.bridgewall.ha.explore.World.LINK;
import static org.bridgewall.ha.explore.World.MIND;
import static org.bridgewall.ha.explore.World.PRESENT;
import static org.bridgewall.ha.explore.World.REPLICA;
import static org.bridgewall.ha.explore.World.RUN;
import static org.bridgewall.ha.explore.World.RUNNING;
import static org.bridgewall.ha.explore.World.SHARING;
import static org.bridgewall.ha.explore.World.TABLE;
import static org.bridgewall.ha.explore.World.TOLD;
import static org.bridgewall.ha.explore.World.TORN;
import static org.bridgewall.ha.explore.World.TURNED;
import static org.bridgewall.ha.explore.World.WHOLE;

import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.ha.explore.Happening.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What can happen in a state of the model, and what comes of it.
 *
 * <p>Assumed of the world, as in the docs: adverts on the sync and management paths may be lost,
 * late by a tick, and out of order, at will. Frames on a data segment that joins two nodes arrive
 * before the receiver's next turn (a {@code DROP} is a fault), and a probe that crosses is told
 * before the sender's next turn.
 */
final class Model {
    /** A claim, its answer, and the close take no longer. */
    private static final int HIDDEN_TICKS = 2;

    private final int nodes;
    private final Minds minds;
    private final Clock clock;
    private final boolean witnessed;

    Model(int nodes, Minds minds, boolean witnessed) {
        this.witnessed = witnessed;
        this.clock = new Clock(minds);
        this.nodes = nodes;
        this.minds = minds;
    }

    int nodes() {
        return nodes;
    }

    Minds minds() {
        return minds;
    }

    /** The state after it happened; null: it cannot happen here. */
    @Nullable World after(World before, Happening happening, Witness witness) {
        boolean fault = happening.kind().cost() == Happening.Cost.FAULT;
        boolean flow = happening.kind().cost() == Happening.Cost.FLOW;
        if ((fault && before.faults() == 0) || (flow && before.flows() == 0)) {
            return null;
        }
        if (!enabled(before, happening)) {
            return null;
        }
        World world = before.copy();
        world.budget(before.faults() - (fault ? 1 : 0), before.flows() - (flow ? 1 : 0));
        if (!happen(world, happening, witness)) {
            return null;
        }
        checkGates(world);
        return world;
    }

    private void checkGates(World world) {
        if (world.hidden()) {
            if (world.hiddenOverlap() > HIDDEN_TICKS) {
                throw new Violation("one gate behind a hidden wire: two stay open");
            }
            return;
        }
        if (world.passing() <= 1) {
            world.overlap(0);
            return;
        }
        if (world.overlap() > 2) {
            throw new Violation("two gates stay open under the eyes of a master");
        }
    }

    private boolean enabled(World world, Happening happening) {
        int node = happening.node();
        int other = happening.other();
        int run = world.get(node, RUN);
        boolean running = run == RUNNING;
        return switch (happening.kind()) {
            case TICK -> everyoneHadItsTurn(world);
            case TURN, TEAR -> running && world.get(node, TURNED) == 0 && heardAll(world, node);
            case HEAR -> world.advert(node, other / 2, other % 2) >= 0 && world.running(other / 2);
            case DROP ->
                    world.advert(node, other / 2, other % 2) >= 0 && world.inBand(node, other / 2);
            case COMMIT, FAIL_COMMIT ->
                    running && world.get(node, COMMITTING) >= 0 && heardAll(world, node);
            case HOLD -> draining(world, node) && world.running(successor(world, node));
            case DRAIN -> draining(world, node);
            case REPLICATE ->
                    running
                            && world.running(other)
                            && world.get(other, REPLICA) < world.get(node, TABLE)
                            && leads(world, node);
            case SHARE, SHARE_ANYHOW ->
                    running
                            && world.get(node, SHARING) == 1
                            && leads(world, node)
                            && peersHaveTable(world, node) == (happening.kind() == Kind.SHARE);
            case FLOW -> world.get(node, GATE) > 0 && world.get(node, CARRIER) == World.BOTH;
            case START -> run == DEAD && world.get(node, TURNED) == 0;
            case THAW -> run == FROZEN || run == TORN;
            case PLUG -> (world.get(node, CARRIER) & bit(other)) == 0;
            case JOIN -> (world.get(node, WHOLE) & bit(other)) == 0;
            case UNPLUG -> (world.get(node, CARRIER) & bit(other)) != 0;
            case SPLIT -> (world.get(node, WHOLE) & bit(other)) != 0;
            case KILL -> run != DEAD;
            case FREEZE -> running;
            case SWITCHOVER, STOP, PROMOTE -> running;
            case VOTE -> running && world.get(node, ASKED) >= 0 && world.get(node, LINK) == 1;
            case REPORT ->
                    running
                            && witnessed
                            && VoteBox.news(
                                    world,
                                    node,
                                    minds.state(world.get(node, MIND)).facts().witness());
            case EXPIRE ->
                    world.get(node, PRESENT) == 1 && (!running || world.get(node, LINK) == 0);
            case HIDE -> witnessed && !world.hidden();
            case REVEAL -> world.hidden();
            case CUT -> witnessed && world.get(node, LINK) == 1;
            case MEND -> world.get(node, LINK) == 0;
        };
    }

    private static int bit(int leg) {
        return Leg.at(leg).bit();
    }

    private boolean leads(World world, int node) {
        return minds.state(world.get(node, MIND)).node() instanceof NodeState.Master;
    }

    private boolean draining(World world, int node) {
        return world.running(node) && world.get(node, DRAINING) == 1 && successor(world, node) >= 0;
    }

    /** Whom a master hands over to; -1: to nobody. */
    private int successor(World world, int node) {
        return minds.state(world.get(node, MIND)).node() instanceof NodeState.Master master
                        && master.handover() != null
                ? Happening.node(master.handover().to())
                : -1;
    }

    /** Dead agents hold nothing; a frozen one is waited for. */
    private boolean peersHaveTable(World world, int node) {
        for (int peer = 0; peer < nodes; peer++) {
            boolean lacks = world.get(peer, REPLICA) < world.get(node, TABLE);
            if (peer != node && world.get(peer, RUN) != DEAD && lacks) {
                return false;
            }
        }
        return true;
    }

    private boolean everyoneHadItsTurn(World world) {
        for (int node = 0; node < nodes; node++) {
            if (world.running(node) && world.get(node, TURNED) == 0) {
                return false;
            }
            // Who can reach the witness has its answer within the tick.
            if (world.running(node) && world.get(node, ASKED) >= 0 && world.get(node, LINK) == 1) {
                return false;
            }
        }
        return true;
    }

    /** Whether everything that the data segments brought in an earlier tick has been heard. */
    private boolean heardAll(World world, int node) {
        for (int from = 0; from < nodes; from++) {
            for (int place = 0; place < World.PLACES; place++) {
                if (from != node
                        && world.advert(from, node, place) >= 0
                        && world.age(from, node, place) > 0
                        && world.inBand(from, node)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean happen(World world, Happening happening, Witness witness) {
        int node = happening.node();
        int other = happening.other();
        switch (happening.kind()) {
            case TICK -> clock.tick(world);
            case TURN -> {
                tellWhatWaits(world, witness, node);
                tell(world, witness, node, new Input.Ticked());
            }
            case TEAR -> {
                tellWhatWaits(world, witness, node);
                world.set(node, TURNED, 1);
                return world.running(node)
                        && Hands.tear(world, minds, witness, node, new Input.Ticked());
            }
            case HEAR -> {
                int advert = world.take(node, other / 2, other % 2);
                Input input = new Input.AdvertHeard(minds.advert(advert), "net");
                tell(world, witness, other / 2, input);
                return true;
            }
            case DROP -> world.take(node, other / 2, other % 2);
            case COMMIT, FAIL_COMMIT -> {
                boolean good = happening.kind() == Happening.Kind.COMMIT;
                int epoch = world.get(node, COMMITTING);
                world.set(node, COMMITTING, -1);
                if (good) {
                    world.set(node, COMMITTED, epoch);
                    world.set(
                            node,
                            TABLE,
                            Math.max(world.get(node, TABLE), world.get(node, REPLICA)));
                }
                tell(world, witness, node, new Input.CommitFinished(epoch, good, ""));
                return true;
            }
            case HOLD -> {
                int successor = successor(world, node);
                replicate(world, node, successor);
                var master = (NodeState.Master) minds.state(world.get(node, MIND)).node();
                Input input = new Input.LastChangesHeld(Happening.name(node), master.epoch());
                tell(world, witness, successor, input);
                return true;
            }
            case DRAIN -> {
                int successor = successor(world, node);
                boolean reached = world.running(successor);
                world.set(node, DRAINING, 0);
                if (reached) {
                    replicate(world, node, successor);
                }
                tell(world, witness, node, new Input.ReplicationDrained(reached));
                return true;
            }
            case REPLICATE -> replicate(world, node, other);
            case SHARE, SHARE_ANYHOW -> {
                world.set(node, SHARING, 0);
                long epoch = minds.state(world.get(node, MIND)).facts().epoch();
                tell(world, witness, node, new Input.TableShared(epoch));
            }
            case FLOW -> world.set(node, TABLE, world.get(node, TABLE) + 1);
            case START -> start(world, witness, node);
            case THAW -> thaw(world, witness, node);
            case PLUG -> {
                world.set(node, CARRIER, world.get(node, CARRIER) | bit(other));
                world.sinceMended(0);
            }
            case JOIN -> {
                world.set(node, WHOLE, world.get(node, WHOLE) | bit(other));
                world.sinceMended(0);
            }
            case UNPLUG -> world.set(node, CARRIER, world.get(node, CARRIER) & ~bit(other));
            case SPLIT -> world.set(node, WHOLE, world.get(node, WHOLE) & ~bit(other));
            case KILL -> Hands.kill(world, node);
            case FREEZE -> world.set(node, RUN, FROZEN);
            case SWITCHOVER -> tell(world, witness, node, new Input.SwitchoverAsked(""));
            case STOP -> tell(world, witness, node, new Input.StopAsked(true));
            case PROMOTE -> tell(world, witness, node, new Input.PromoteForced());
            case VOTE -> tell(world, witness, node, VoteBox.answer(world, node));
            case REPORT -> {
                Input.WitnessReported report = VoteBox.report(world, node);
                world.set(node, PRESENT, report.reachable() ? 1 : world.get(node, PRESENT));
                tell(world, witness, node, report);
            }
            case EXPIRE -> world.set(node, PRESENT, 0);
            case HIDE -> world.hidden(true);
            case REVEAL -> {
                world.hidden(false);
                world.sinceMended(0);
            }
            case CUT -> world.set(node, LINK, 0);
            case MEND -> world.set(node, LINK, 1);
        }
        if (happening.kind() == Happening.Kind.TURN) {
            world.set(node, TURNED, 1);
        }
        return true;
    }

    private static void replicate(World world, int from, int to) {
        world.set(to, REPLICA, Math.max(world.get(to, REPLICA), world.get(from, TABLE)));
    }

    private void tell(World world, Witness witness, int node, Input input) {
        tellWhatCrossed(world, witness, node);
        Hands.tell(world, minds, witness, node, input);
    }

    private void tellWhatWaits(World world, Witness witness, int node) {
        for (Leg leg : Leg.values()) {
            boolean up = (world.get(node, CARRIER) & leg.bit()) != 0;
            boolean told = (world.get(node, TOLD) & leg.bit()) != 0;
            if (up != told) {
                tell(world, witness, node, new Input.LegChanged(leg.port(), up));
            }
        }
        world.set(node, TOLD, world.get(node, CARRIER));
        tellWhatIsProven(world, witness, node);
        tellWhatCrossed(world, witness, node);
    }

    /** The replica is compared all the time; of a master nothing is compared. */
    private void tellWhatIsProven(World world, Witness witness, int node) {
        boolean any = false;
        boolean all = true;
        for (int peer = 0; peer < nodes; peer++) {
            if (peer != node && world.running(peer)) {
                any = true;
                all &= !leads(world, peer) || world.get(node, REPLICA) >= world.get(peer, TABLE);
            }
        }
        boolean proven = any && all;
        if (!leads(world, node) && minds.state(world.get(node, MIND)).facts().proven() != proven) {
            Hands.tell(world, minds, witness, node, new Input.ReplicaReported(proven));
        }
    }

    /** What was sent in an earlier tick has come back long before anything else happens. */
    private void tellWhatCrossed(World world, Witness witness, int node) {
        int crossed = world.get(node, CROSSED);
        if (crossed > World.EARLIER) {
            world.set(node, CROSSED, 0);
            Input input = new Input.ProbeCrossed(crossed - World.EARLIER == World.AS_MASTER);
            Hands.tell(world, minds, witness, node, input);
        }
    }

    private void start(World world, Witness witness, int node) {
        world.set(node, RUN, RUNNING);
        world.set(node, TURNED, 1);
        world.set(
                node,
                MIND,
                minds.number(
                        NormalForm.bare(ElectionState.initial(Clock.NEW_BOOT, ModelTime.NOW))));
        world.set(node, TOLD, World.BOTH);
        tellWhatWaits(world, witness, node);
        int gate = world.get(node, GATE);
        long deadline = gate == 0 ? 0 : ModelTime.NOW + gate * ModelTime.TICK;
        tell(world, witness, node, new Input.Started(deadline, world.get(node, DISK)));
    }

    private void thaw(World world, Witness witness, int node) {
        for (int from = 0; from < nodes; from++) {
            for (int place = 0; place < World.PLACES; place++) {
                world.message(from, node, place, world.advert(from, node, place), 0);
            }
        }
        if (world.get(node, RUN) == TORN) {
            Hands.mend(world, minds, witness, node);
        } else {
            world.set(node, RUN, RUNNING);
        }
    }
}
