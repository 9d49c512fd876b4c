package org.bridgewall.ha.sim.election;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.ElectionConfig;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Role;
import org.bridgewall.core.election.WitnessRule;

/**
 * Nodes, the paths between them, and the wire that all their legs hang on, in virtual time.
 *
 * <p>What is assumed of the world, and stated in the docs: adverts may be lost, late and repeated
 * at will; frames on the data segments take less than two milliseconds and are seldom lost.
 */
final class SimulatedCluster {
    static final long MILLI = 1_000_000L;
    private static final int TRACE_LINES = 60;

    /** Beside the interval between adverts: what the loop guard needs to see two open gates. */
    private static final long GUARD = 50 * MILLI;

    final RandomGenerator random;
    final List<SimulatedNode> nodes = new ArrayList<>();
    final Set<String> cutPaths = new HashSet<>();
    double loss;

    /** Something else joins both sides of the bridges. */
    boolean foreignPath;

    boolean commitsFail = true;

    /** Nothing can be kept: a new life of an agent knows the epoch of long ago. */
    boolean diskFull;

    /** For how long no gate carried frames, since {@link #watchDark}. */
    private long dark;

    private long darkSince = -1;

    /** The wire swallows what the nodes send for each other, and nothing else. */
    boolean wireHidden;

    /** How long two gates may be open together while the wire is hidden. */
    long hiddenOverlap = Long.MAX_VALUE;

    long now = 1_000 * MILLI;
    long events;
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private long order;
    private long overlapSince = -1;
    final SimulatedWitness witness;

    /** Two gates may be open together only for so long. */
    private final long guardedOverlap;

    /** What is longer is the lease of a master that was alone. */
    private final long longLease;

    private record Event(long at, long order, Runnable run) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    SimulatedCluster(int size, WitnessRule rule, RandomGenerator random) {
        this(configs(size, rule, random), random);
    }

    static SimulatedCluster of(Scenario scenario, RandomGenerator random) {
        List<ElectionConfig> configs = configs(scenario.nodes(), scenario.witness(), random);
        return new SimulatedCluster(configs.stream().map(scenario.timers()).toList(), random);
    }

    SimulatedCluster(List<ElectionConfig> configs, RandomGenerator random) {
        this.random = random;
        long interval = Long.MAX_VALUE;
        long lease = 0;
        for (ElectionConfig config : configs) {
            interval = Math.min(interval, config.advertNanos());
            lease = Math.max(lease, config.leaseNanos());
            nodes.add(new SimulatedNode(this, config));
        }
        guardedOverlap = interval + GUARD;
        longLease = 4 * lease;
        witness = new SimulatedWitness(this);
        for (SimulatedNode node : nodes) {
            turnLater(node);
        }
    }

    private static List<ElectionConfig> configs(
            int size, WitnessRule rule, RandomGenerator random) {
        List<ElectionConfig> configs = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            configs.add(
                    ElectionConfig.bridge("b" + i, 7, 100 + random.nextInt(3))
                            .with(c -> c.witness = rule));
        }
        return configs;
    }

    private void turnLater(SimulatedNode node) {
        at(
                now + MILLI + random.nextLong(3 * MILLI),
                () -> {
                    node.turn(now);
                    turnLater(node);
                });
    }

    void at(long when, Runnable run) {
        queue.add(new Event(when, order++, run));
    }

    void run(long nanos) {
        runUntil(nanos, () -> false);
    }

    /** Runs until the condition holds; false when the time was over first. */
    boolean runUntil(long nanos, BooleanSupplier done) {
        long end = now + nanos;
        while (!queue.isEmpty() && queue.peek().at() - end <= 0) {
            Event event = queue.remove();
            now = Math.max(now, event.at());
            event.run().run();
            events++;
            checkGates();
            noteDark();
            if (done.getAsBoolean()) {
                return true;
            }
        }
        now = end;
        return done.getAsBoolean();
    }

    void sendAdvert(SimulatedNode from, Advert advert, long at) {
        for (SimulatedNode to : nodes) {
            if (to != from) {
                deliver(from, to, advert, "sync", at);
                deliver(from, to, advert, "mgmt", at);
            }
        }
    }

    private void deliver(
            SimulatedNode from, SimulatedNode to, Advert advert, String path, long at) {
        int copies = random.nextInt(20) == 0 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            boolean cut = cutPaths.contains(path + ":" + from.name + ">" + to.name);
            if (cut || random.nextDouble() < loss) {
                continue;
            }
            long delay = MILLI / 10 + random.nextLong(random.nextInt(10) == 0 ? 40 * MILLI : MILLI);
            int life = to.life;
            at(
                    at + delay,
                    () -> {
                        if (to.running && to.life == life) {
                            to.inbox.add(new Input.AdvertHeard(advert, path));
                        }
                    });
        }
    }

    /** A frame out of both legs: an advert for who hangs on the same segment, and a probe. */
    void sendFrame(SimulatedNode from, Advert advert, long at) {
        boolean asMaster = advert.role() == Role.MASTER;
        long delay = MILLI / 20 + random.nextLong(MILLI);
        int life = from.life;
        at(
                at + delay,
                () -> {
                    heardOnLeg(from, advert, "leg:up0", from.kernel.uplinkUp);
                    heardOnLeg(from, advert, "leg:dn0", from.kernel.screenedUp);
                    boolean bothLegs = from.kernel.uplinkUp && from.kernel.screenedUp;
                    boolean crosses =
                            bothLegs
                                    && !wireHidden
                                    && (foreignPath
                                            || nodes.stream()
                                                    .anyMatch(n ->
                                                            n != from && n.kernel.forwards(now)));
                    if (crosses) {
                        if (asMaster) {
                            from.kernel.gateDeadline = 0;
                        }
                        if (from.running && from.life == life) {
                            from.inbox.add(new Input.ProbeCrossed(asMaster));
                        }
                    }
                });
    }

    private void heardOnLeg(SimulatedNode from, Advert advert, String path, boolean up) {
        for (SimulatedNode to : nodes) {
            boolean toUp = path.endsWith("up0") ? to.kernel.uplinkUp : to.kernel.screenedUp;
            if (to != from && up && toUp && to.running && !cutPaths.contains(path) && !wireHidden) {
                to.inbox.add(new Input.AdvertHeard(advert, path));
            }
        }
    }

    void commit(SimulatedNode node, long epoch, long at) {
        int life = node.life;
        boolean good = !commitsFail || random.nextInt(12) != 0;
        // The first pass writes everything, those after it what has changed.
        long longest = node.committed.contains(epoch) ? 8 * MILLI : 120 * MILLI;
        at(
                at + MILLI + random.nextLong(longest),
                () -> {
                    if (node.running && node.life == life) {
                        node.committed(epoch, good);
                    }
                });
    }

    /**
     * The successor learns that it holds the last changes before or after they are acknowledged.
     */
    void drain(SimulatedNode node, String to, long epoch, long timeout, long at) {
        int life = node.life;
        for (SimulatedNode successor : nodes) {
            boolean cut = cutPaths.contains("sync:" + node.name + ">" + to);
            if (successor.name.equals(to) && !cut && random.nextDouble() >= loss) {
                int successorsLife = successor.life;
                at(
                        at + random.nextLong(2 * timeout),
                        () -> {
                            if (successor.running && successor.life == successorsLife) {
                                successor.inbox.add(new Input.LastChangesHeld(node.name, epoch));
                            }
                        });
            }
        }
        at(
                at + random.nextLong(timeout),
                () -> {
                    if (node.running && node.life == life) {
                        node.inbox.add(new Input.ReplicationDrained(true));
                    }
                });
    }

    void share(SimulatedNode node, long epoch, long at) {
        int life = node.life;
        at(
                at + random.nextLong(500 * MILLI),
                () -> {
                    if (node.running && node.life == life) {
                        node.inbox.add(new Input.TableShared(epoch));
                    }
                });
    }

    void opened(SimulatedNode node, long at) {
        trace(at, node.name, "gate open");
    }

    /** The node whose frames cross; empty: none or several. */
    String forwarder() {
        String found = "";
        for (SimulatedNode node : nodes) {
            if (node.kernel.forwards(now)) {
                found = found.isEmpty() ? node.name : "several";
            }
        }
        return found.equals("several") ? "" : found;
    }

    int forwarding() {
        int count = 0;
        for (SimulatedNode node : nodes) {
            count += node.kernel.forwards(now) ? 1 : 0;
        }
        return count;
    }

    /** Forgets the darkness so far. */
    void watchDark() {
        dark = 0;
        darkSince = -1;
    }

    /** The longest time without a gate that carried frames. */
    long longestDark() {
        return darkSince < 0 ? dark : Math.max(dark, now - darkSince);
    }

    private void noteDark() {
        if (forwarding() == 0) {
            darkSince = darkSince < 0 ? now : darkSince;
        } else if (darkSince >= 0) {
            dark = Math.max(dark, now - darkSince);
            darkSince = -1;
        }
    }

    private void checkGates() {
        if (wireHidden) {
            checkHiddenGates();
            return;
        }
        if (forwarding() <= 1) {
            overlapSince = -1;
            return;
        }
        overlapSince = overlapSince < 0 ? now : overlapSince;
        // A dead agent's long lease behind a cable that comes back: only the guard can tell.
        boolean orphan =
                nodes.stream()
                        .anyMatch(n ->
                                n.kernel.gateOpen(now) && n.kernel.gateDeadline - now > longLease);
        check(orphan, () -> "two gates are open");
        check(now - overlapSince <= guardedOverlap, () -> "two gates stay open: guard is blind");
    }

    /** Of dead agents' long leases a witness knows nothing: they are not counted here. */
    private void checkHiddenGates() {
        long open =
                nodes.stream()
                        .filter(n -> n.running && !n.frozen && n.kernel.forwards(now))
                        .count();
        overlapSince = open <= 1 ? -1 : overlapSince < 0 ? now : overlapSince;
        check(
                open <= 1 || now - overlapSince <= hiddenOverlap,
                () -> "two gates stay open behind a hidden wire");
    }

    void check(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new InvariantViolated(what.get() + " at " + now / MILLI + " ms\n" + story());
        }
    }

    /** The last lines of what happened. */
    String story() {
        return String.join("\n", trace);
    }

    void trace(long at, String who, String what) {
        trace.addLast(
                String.format("%8d.%03d ms  %-4s %s", at / MILLI, at / 1000 % 1000, who, what));
        if (trace.size() > TRACE_LINES) {
            trace.removeFirst();
        }
    }

    /** An invariant that did not hold, with the last lines of the trace. */
    static final class InvariantViolated extends RuntimeException {
        InvariantViolated(String message) {
            super(message);
        }
    }
}
