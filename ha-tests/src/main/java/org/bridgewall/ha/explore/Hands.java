package org.bridgewall.ha.explore;

import static org.bridgewall.ha.explore.World.BOTH;
import static org.bridgewall.ha.explore.World.COMMITTING;
import static org.bridgewall.ha.explore.World.CROSSED;
import static org.bridgewall.ha.explore.World.DEAD;
import static org.bridgewall.ha.explore.World.DISK;
import static org.bridgewall.ha.explore.World.DRAINING;
import static org.bridgewall.ha.explore.World.GATE;
import static org.bridgewall.ha.explore.World.MIND;
import static org.bridgewall.ha.explore.World.OPENED;
import static org.bridgewall.ha.explore.World.REPLICA;
import static org.bridgewall.ha.explore.World.RUN;
import static org.bridgewall.ha.explore.World.RUNNING;
import static org.bridgewall.ha.explore.World.TABLE;
import static org.bridgewall.ha.explore.World.TORN;
import static org.bridgewall.ha.explore.World.TORN_EPOCH;
import static org.bridgewall.ha.explore.World.TORN_GATE;

import java.util.ArrayDeque;
import org.bridgewall.core.election.Action;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.NodeState;
import org.bridgewall.core.election.Role;
import org.jspecify.annotations.Nullable;

/**
 * Tells an agent of the model something, and performs its answers on the kernels and the network.
 *
 * <p>A probe goes round at once: the sender's kernel closes its own gate when another path crosses;
 * the sender's agent is told before its next turn.
 */
final class Hands {
    private static final int FAILURES_GONE_ON_FROM = 2;

    /** For so many ticks after a path came back a second gate may be opened. */
    private static final int MENDING = 2;

    private final World world;
    private final Minds minds;
    private final Witness witness;
    private final int node;
    private final boolean tears;
    private boolean torn;

    private Hands(World world, Minds minds, Witness witness, int node, boolean tears) {
        this.world = world;
        this.minds = minds;
        this.witness = witness;
        this.node = node;
        this.tears = tears;
    }

    static void tell(World world, Minds minds, Witness witness, int node, Input input) {
        new Hands(world, minds, witness, node, false).step(input);
    }

    /** The same, but the agent freezes before it opens its gate; false: it did not want to. */
    static boolean tear(World world, Minds minds, Witness witness, int node, Input input) {
        Hands hands = new Hands(world, minds, witness, node, true);
        hands.step(input);
        return hands.torn;
    }

    /** Performs an opening that was decided before the agent froze. */
    static void mend(World world, Minds minds, Witness witness, int node) {
        Hands hands = new Hands(world, minds, witness, node, false);
        world.set(node, RUN, RUNNING);
        Input answer = hands.opened(world.get(node, TORN_EPOCH), world.get(node, TORN_GATE));
        world.set(node, TORN_EPOCH, 0);
        world.set(node, TORN_GATE, 0);
        hands.step(answer);
    }

    private void step(Input first) {
        ArrayDeque<Input> inputs = new ArrayDeque<>();
        inputs.add(first);
        while (!inputs.isEmpty() && !torn && world.running(node)) {
            Input input = inputs.remove();
            witness.told(node, input);
            int before = world.get(node, MIND);
            Minds.Answer answer = minds.ask(node, before, input);
            if (minds.state(answer.next()).facts().epoch() < minds.state(before).facts().epoch()) {
                throw new Violation("epoch monotonic: " + Happening.name(node) + " went back");
            }
            world.set(node, MIND, answer.next());
            for (Action action : answer.actions()) {
                if (torn) {
                    break;
                }
                witness.answered(node, action);
                Input reply = perform(action);
                if (reply != null) {
                    inputs.add(reply);
                }
            }
        }
    }

    private @Nullable Input perform(Action action) {
        switch (action) {
            case Action.SendAdvert(Advert advert) -> {
                send(advert, false);
                probe(advert);
            }
            case Action.SendProbe(Advert advert) -> {
                send(advert, true);
                probe(advert);
            }
            case Action.OpenGate(long epoch, long deadline) -> {
                int ticks = ModelTime.ticksUntil(deadline);
                if (tears) {
                    world.set(node, RUN, TORN);
                    world.set(node, TORN_GATE, ticks);
                    world.set(node, TORN_EPOCH, (int) epoch);
                    torn = true;
                    return null;
                }
                return opened((int) epoch, ticks);
            }
            case Action.RenewLease(long deadline) -> {
                if (world.get(node, GATE) == 0) {
                    return new Input.GateLost("closed");
                }
                world.set(node, GATE, ModelTime.ticksUntil(deadline));
            }
            case Action.CloseGate() -> world.set(node, GATE, 0);
            case Action.Commit(long epoch) -> {
                world.set(node, COMMITTING, (int) epoch);
                world.set(node, World.SHARING, 0);
            }
            case Action.DrainReplication drain -> world.set(node, DRAINING, 1);
            case Action.KeepEpoch(long epoch) -> world.set(node, DISK, (int) epoch);
            case Action.DropStaleFlows() -> {
                if (world.get(node, GATE) > 0) {
                    throw new Violation(
                            "no state dropped while forwarding: " + Happening.name(node));
                }
                if (lastCopy()) {
                    throw new Violation(
                            "no table dropped before the replica holds it: "
                                    + Happening.name(node));
                }
                world.set(node, TABLE, 0);
            }
            case Action.Stop() -> kill(world, node);
            case Action.AskWitness(long epoch, long known) -> {
                world.set(node, World.ASKED, (int) epoch);
                world.set(node, World.ASKED_KNOWN, (int) known);
            }
            case Action.ReleaseWitness(long epoch) -> VoteBox.release(world, node, (int) epoch);
            case Action.Announce announce -> world.set(node, World.SHARING, 1);
            case Action.Report report -> {}
        }
        return null;
    }

    /** Whether a node that forwards has what this one would drop, and this one holds no replica. */
    private boolean lastCopy() {
        for (int other = 0; other < world.nodes(); other++) {
            int kept = Math.min(world.get(node, TABLE), world.get(other, TABLE));
            if (other != node && world.get(other, GATE) > 0 && world.get(node, REPLICA) < kept) {
                return true;
            }
        }
        return false;
    }

    static void kill(World world, int node) {
        world.set(node, RUN, DEAD);
        world.set(node, MIND, 0);
        world.set(node, COMMITTING, -1);
        world.set(node, World.COMMITTED, -1);
        world.set(node, DRAINING, 0);
        world.set(node, World.SHARING, 0);
        world.set(node, CROSSED, 0);
        world.set(node, World.ASKED, -1);
        world.set(node, World.ASKED_KNOWN, 0);
        world.set(node, TORN_GATE, 0);
        world.set(node, TORN_EPOCH, 0);
        world.set(node, REPLICA, 0);
        world.set(node, World.TOLD, BOTH);
        for (int from = 0; from < world.nodes(); from++) {
            for (int place = 0; place < World.PLACES; place++) {
                world.message(from, node, place, -1, 0);
            }
        }
    }

    private Input opened(int epoch, int ticks) {
        boolean resumes = world.get(node, GATE) > 0;
        String name = Happening.name(node);
        if (ticks == 0) {
            world.set(node, GATE, 0);
            return new Input.GateLost("its deadline had passed");
        }
        if (!resumes) {
            if (epoch <= world.get(node, OPENED)) {
                throw new Violation("epoch monotonic: " + name + " opened twice in one epoch");
            }
            boolean goesOn =
                    minds.state(world.get(node, MIND)).facts().failedCommits()
                            >= FAILURES_GONE_ON_FROM;
            if (!goesOn && world.get(node, World.COMMITTED) != epoch) {
                throw new Violation("no open gate before its commit: " + name);
            }
            if (!goesOn && world.get(node, TABLE) < world.get(node, REPLICA)) {
                throw new Violation(
                        "no acknowledged state lost: "
                                + name
                                + " opened without what it had acknowledged");
            }
        }
        world.set(node, GATE, ticks);
        world.set(node, OPENED, epoch);
        // Here, and not after the step: the first probe of the new master would hide it.
        if (!resumes && world.passing() > 1 && world.sinceMended() > MENDING && !world.hidden()) {
            throw new Violation("at most one open gate: " + name + " opened a second");
        }
        return new Input.GateOpened(epoch);
    }

    private void send(Advert advert, boolean inBandOnly) {
        int number = minds.number(advert);
        for (int to = 0; to < world.nodes(); to++) {
            if (to != node
                    && !world.hidden()
                    && world.get(to, RUN) != DEAD
                    && (!inBandOnly || world.inBand(node, to))) {
                world.send(node, to, number);
            }
        }
    }

    private void probe(Advert advert) {
        if (!world.hangsOnTheWire(node) || world.hidden()) {
            return;
        }
        for (int other = 0; other < world.nodes(); other++) {
            if (other != node && world.passes(other)) {
                boolean asMaster = advert.role() == Role.MASTER;
                if (asMaster) {
                    world.set(node, GATE, 0);
                }
                int how = asMaster ? World.AS_MASTER : World.AS_STANDBY;
                world.set(node, CROSSED, Math.max(world.get(node, CROSSED), how));
            }
        }
    }

    /** Whether the agent sees to it that its open gate is watched. */
    static boolean watches(World world, Minds minds, int node) {
        return world.running(node)
                && minds.state(world.get(node, MIND)).node() instanceof NodeState.Master;
    }
}
