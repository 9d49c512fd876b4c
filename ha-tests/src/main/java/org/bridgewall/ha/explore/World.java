package org.bridgewall.ha.explore;

import java.util.Arrays;

/**
 * One state of the whole model, in plain numbers: what each kernel and each agent is, and what is
 * in flight. Election states and adverts are numbers of {@link Minds}.
 *
 * <p>Thread rule: one thread.
 */
final class World {
    /** Values of {@link #RUN}. */
    static final int DEAD = 0;

    static final int RUNNING = 1;
    static final int FROZEN = 2;

    /** Frozen between the decision to open and the store. */
    static final int TORN = 3;

    /** Fields of a node. */
    static final int RUN = 0;

    static final int TURNED = 1;
    static final int MIND = 2;

    /** Ticks for which the gate stays open by itself; 0: closed. */
    static final int GATE = 3;

    /** Bits of the legs that have carrier. */
    static final int CARRIER = 4;

    /** The same, as the agent was last told. */
    static final int TOLD = 5;

    /** Bits of the legs whose segment is whole. */
    static final int WHOLE = 6;

    /**
     * A probe that came back and was not yet told: 0 none, 1 sent as standby, 2 as master; 2 more
     * when it was in an earlier tick.
     */
    static final int CROSSED = 7;

    static final int AS_STANDBY = 1;
    static final int AS_MASTER = 2;
    static final int EARLIER = 2;

    /** Epoch of the commit that runs; -1: none. */
    static final int COMMITTING = 8;

    static final int DISK = 9;
    static final int DRAINING = 10;

    /** Version of the flows in the kernel's table. */
    static final int TABLE = 11;

    /** Version of the flows that this node has acknowledged. */
    static final int REPLICA = 12;

    static final int TORN_GATE = 13;
    static final int TORN_EPOCH = 14;

    /** The epoch in which the gate was last opened. */
    static final int OPENED = 15;

    /** Epoch of the last commit that ended well; -1: none since the agent began. */
    static final int COMMITTED = 16;

    /** Whether the path to the third witness is whole. */
    static final int LINK = 17;

    /** Whether the witness sees a session of the node. */
    static final int PRESENT = 18;

    /** Epoch of the question on its way to the witness; -1: none. */
    static final int ASKED = 19;

    /** What the node knew of the record when it asked. */
    static final int ASKED_KNOWN = 20;

    /** Whether the node has taken over and its peers do not all have its table yet. */
    static final int SHARING = 21;

    private static final int FIELDS = 22;

    /** What is common: budgets, and how long ago what happened to the wire. */
    private static final int FAULTS = 0;

    private static final int FLOWS = 1;
    private static final int MENDED = 2;
    private static final int OVERLAP = 3;
    private static final int VOTE_EPOCH = 4;
    private static final int VOTE_HOLDER = 5;
    private static final int HIDDEN = 6;
    private static final int HIDDEN_OVERLAP = 7;
    private static final int COMMON = 8;

    /** Messages in flight from one node to another: two places of (advert + 1, age in ticks). */
    static final int PLACES = 2;

    static final int BOTH = Leg.UPLINK.bit() | Leg.SCREENED.bit();

    private final int nodes;
    private final int[] data;

    private World(int nodes, int[] data) {
        this.nodes = nodes;
        this.data = data;
    }

    /** All agents dead, all gates closed, all cables plugged. */
    static World dark(int nodes, int faults, int flows) {
        int links = nodes * nodes * PLACES * 2;
        World world = new World(nodes, new int[COMMON + nodes * FIELDS + links]);
        world.data[FAULTS] = faults;
        world.data[FLOWS] = flows;
        world.data[MENDED] = 3;
        for (int node = 0; node < nodes; node++) {
            world.set(node, CARRIER, BOTH);
            world.set(node, TOLD, BOTH);
            world.set(node, WHOLE, BOTH);
            world.set(node, COMMITTING, -1);
            world.set(node, COMMITTED, -1);
            world.set(node, LINK, 1);
            world.set(node, ASKED, -1);
        }
        return world;
    }

    static int length(int nodes) {
        return COMMON + nodes * FIELDS + nodes * nodes * PLACES * 2;
    }

    static World of(int nodes, int[] data) {
        return new World(nodes, data);
    }

    World copy() {
        return new World(nodes, data.clone());
    }

    int nodes() {
        return nodes;
    }

    int[] data() {
        return data;
    }

    int get(int node, int field) {
        return data[COMMON + node * FIELDS + field];
    }

    void set(int node, int field, int value) {
        data[COMMON + node * FIELDS + field] = value;
    }

    int faults() {
        return data[FAULTS];
    }

    int flows() {
        return data[FLOWS];
    }

    void budget(int faults, int flows) {
        data[FAULTS] = faults;
        data[FLOWS] = flows;
    }

    /** Ticks since a path came back, 3 at most. */
    int sinceMended() {
        return data[MENDED];
    }

    void sinceMended(int ticks) {
        data[MENDED] = Math.min(3, ticks);
    }

    /** For how many ticks two gates have carried frames in a circle under the eyes of an agent. */
    int overlap() {
        return data[OVERLAP];
    }

    void overlap(int ticks) {
        data[OVERLAP] = ticks;
    }

    /** The epoch of the witness's record. */
    int voteEpoch() {
        return data[VOTE_EPOCH];
    }

    /** The node that holds the witness's record; -1: nobody. */
    int voteHolder() {
        return data[VOTE_HOLDER] - 1;
    }

    void vote(int epoch, int holder) {
        data[VOTE_EPOCH] = epoch;
        data[VOTE_HOLDER] = holder + 1;
    }

    /** Whether the wire and every network swallow what the nodes send for each other. */
    boolean hidden() {
        return data[HIDDEN] == 1;
    }

    void hidden(boolean now) {
        data[HIDDEN] = now ? 1 : 0;
        data[HIDDEN_OVERLAP] = 0;
    }

    /** For how many ticks two gates have been open behind a hidden wire. */
    int hiddenOverlap() {
        return data[HIDDEN_OVERLAP];
    }

    void hiddenOverlap(int ticks) {
        data[HIDDEN_OVERLAP] = ticks;
    }

    private int link(int from, int to, int place) {
        return COMMON + nodes * FIELDS + ((from * nodes + to) * PLACES + place) * 2;
    }

    /** The advert in flight; -1: none. */
    int advert(int from, int to, int place) {
        return data[link(from, to, place)] - 1;
    }

    int age(int from, int to, int place) {
        return data[link(from, to, place) + 1];
    }

    void message(int from, int to, int place, int advert, int age) {
        data[link(from, to, place)] = advert + 1;
        data[link(from, to, place) + 1] = advert < 0 ? 0 : age;
    }

    /**
     * Puts an advert behind the others; the oldest is lost when there is no place, and the next
     * takes over its age, so that something is heard in time.
     */
    void send(int from, int to, int advert) {
        int place = advert(from, to, 0) < 0 ? 0 : 1;
        if (place == 1 && advert(from, to, 1) >= 0) {
            message(from, to, 0, advert(from, to, 1), age(from, to, 0));
        }
        message(from, to, place, advert, 0);
    }

    /** Takes a message out, and with it the older ones, which would say nothing new. */
    int take(int from, int to, int place) {
        int advert = advert(from, to, place);
        if (place == 0) {
            message(from, to, 0, advert(from, to, 1), age(from, to, 1));
        } else {
            message(from, to, 0, -1, 0);
        }
        message(from, to, 1, -1, 0);
        return advert;
    }

    /** Whether frames pass between the node and the segment behind the leg. */
    boolean joined(int node, Leg leg) {
        return (get(node, CARRIER) & get(node, WHOLE) & leg.bit()) != 0;
    }

    /** Whether some data segment carries frames between the two. */
    boolean inBand(int a, int b) {
        if (hidden()) {
            return false;
        }
        for (Leg leg : Leg.values()) {
            if (joined(a, leg) && joined(b, leg)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a circle would close through the node: its gate is open and both legs are joined. */
    boolean passes(int node) {
        return get(node, GATE) > 0 && hangsOnTheWire(node);
    }

    boolean hangsOnTheWire(int node) {
        return (get(node, CARRIER) & get(node, WHOLE)) == BOTH;
    }

    int passing() {
        int count = 0;
        for (int node = 0; node < nodes; node++) {
            count += passes(node) ? 1 : 0;
        }
        return count;
    }

    boolean running(int node) {
        return get(node, RUN) == RUNNING;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof World world && Arrays.equals(data, world.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }
}
