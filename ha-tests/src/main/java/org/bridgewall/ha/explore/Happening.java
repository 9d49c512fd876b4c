package org.bridgewall.ha.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One thing that may happen to the model, and a line of a script.
 *
 * @param node whom it happens to
 * @param other the other end of a message, or the leg, or the place in a queue; by kind
 */
record Happening(Kind kind, int node, int other) {

    /** What kinds there are. */
    enum Kind {
        /** The clock ticks: every living agent has had its turn. */
        TICK(Cost.FREE),
        /** The agent's loop tells the time. */
        TURN(Cost.FREE),
        /** A message of the node in flight is heard: {@code other} = receiver * 2 + place. */
        HEAR(Cost.FREE),
        /** The running commit ends well. */
        COMMIT(Cost.FREE),
        /** The last changes of a hand-over are with the successor, which knows that they are. */
        HOLD(Cost.FREE),
        /** The last changes of a hand-over are acknowledged. */
        DRAIN(Cost.FREE),
        /** The peer {@code other} acknowledges everything that the node's kernel tracks. */
        REPLICATE(Cost.FREE),
        /** The node learns that its peers have its table. */
        SHARE(Cost.FREE),
        /** A connection is made through the node's open gate. */
        FLOW(Cost.FLOW),
        START(Cost.FREE),
        THAW(Cost.FREE),
        /** The third witness looks at the node's question, and the answer is heard. */
        VOTE(Cost.FREE),
        /** The node is told what the witness shows. */
        REPORT(Cost.FREE),
        /** The witness gives up the session of a node that it hears no more. */
        EXPIRE(Cost.FREE),
        /** The paths are there again, and the wire shows all. */
        REVEAL(Cost.FREE),
        /** The path to the witness is whole again. */
        MEND(Cost.FREE),
        /** Carrier comes back on a leg. */
        PLUG(Cost.FREE),
        /** The segment behind a leg is whole again; carrier never told. */
        JOIN(Cost.FREE),
        KILL(Cost.FAULT),
        FREEZE(Cost.FAULT),
        /** The agent freezes between the decision to open its gate and the store that opens it. */
        TEAR(Cost.FAULT),
        /** The path to the witness breaks. */
        CUT(Cost.FAULT),
        /** Every path is lost, and the wire hides the gates; what passes them is seen by nobody. */
        HIDE(Cost.FAULT),
        /** Carrier is lost on a leg. */
        UNPLUG(Cost.FAULT),
        /** The segment behind a leg breaks elsewhere: carrier stays. */
        SPLIT(Cost.FAULT),
        /** A message in flight is lost though a data segment carries it. */
        DROP(Cost.FAULT),
        FAIL_COMMIT(Cost.FAULT),
        /** The node waits no longer for peers that lack its table, and says that they have it. */
        SHARE_ANYHOW(Cost.FAULT),
        SWITCHOVER(Cost.FAULT),
        STOP(Cost.FAULT),
        PROMOTE(Cost.FAULT);

        private final Cost cost;

        Kind(Cost cost) {
            this.cost = cost;
        }

        /** Whether it happens to all. */
        boolean common() {
            return this == TICK || this == HIDE || this == REVEAL;
        }

        Cost cost() {
            return cost;
        }
    }

    /** Which budget it is taken from. */
    enum Cost {
        FREE,
        FLOW,
        FAULT
    }

    /** Everything that can happen among so many nodes. */
    static List<Happening> all(int nodes) {
        List<Happening> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int node = 0; node < (kind.common() ? 1 : nodes); node++) {
                for (int other = 0; other < others(kind, nodes); other++) {
                    boolean toItself =
                            switch (kind) {
                                case HEAR, DROP -> other / 2 == node;
                                case REPLICATE -> other == node;
                                default -> false;
                            };
                    if (!toItself) {
                        all.add(new Happening(kind, node, other));
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    private static int others(Kind kind, int nodes) {
        return switch (kind) {
            case HEAR, DROP -> 2 * nodes;
            case REPLICATE -> nodes;
            case PLUG, UNPLUG, JOIN, SPLIT -> Leg.values().length;
            default -> 1;
        };
    }

    static String name(int node) {
        return "b" + (node + 1);
    }

    static int node(String name) {
        return Integer.parseInt(name.substring(1)) - 1;
    }

    /** As in a script, without the leading mark. */
    @Override
    public String toString() {
        String verb = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (kind) {
            case TICK, HIDE, REVEAL -> verb;
            case HEAR, DROP ->
                    verb + " " + name(other / 2) + " from " + name(node) + " at " + other % 2;
            case REPLICATE -> verb + " " + name(node) + " to " + name(other);
            case PLUG, UNPLUG, JOIN, SPLIT -> verb + " " + name(node) + " " + Leg.at(other).port();
            default -> verb + " " + name(node);
        };
    }

    /** Reads what {@link #toString} wrote. */
    static Happening parse(String text) {
        String[] words = text.trim().split("\\s+", -1);
        Kind kind = Kind.valueOf(words[0].toUpperCase(Locale.ROOT).replace('-', '_'));
        return switch (kind) {
            case TICK, HIDE, REVEAL -> new Happening(kind, 0, 0);
            case HEAR, DROP ->
                    new Happening(
                            kind, node(words[3]), 2 * node(words[1]) + Integer.parseInt(words[5]));
            case REPLICATE -> new Happening(kind, node(words[1]), node(words[3]));
            case PLUG, UNPLUG, JOIN, SPLIT ->
                    new Happening(kind, node(words[1]), Leg.of(words[2]).index());
            default -> new Happening(kind, node(words[1]), 0);
        };
    }
}
