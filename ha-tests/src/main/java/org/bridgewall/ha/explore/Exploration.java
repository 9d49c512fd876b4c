package org.bridgewall.ha.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bridgewall.ha.explore.Happening.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Breadth first from one root: every state that can be reached within so many ticks, so many faults
 * and so many new connections. Invariants hold after each happening; that one gate opens once the
 * faults end is tried from each state at a tick.
 *
 * <p>Thread rule: one thread.
 */
public final class Exploration {
    /** Bounds; what is beyond is not looked at. */
    public record Bounds(int nodes, int ticks, int faults, int flows, int states) {}

    /**
     * What was found.
     *
     * @param ticks up to which tick every state was looked at
     * @param bytes memory of the set of visited states
     * @param script of the violation; empty: there is none
     */
    public record Outcome(
            Root root,
            Bounds bounds,
            long states,
            long happenings,
            int minds,
            int ticks,
            long millis,
            long bytes,
            String script) {

        /** Whether every state within the bounds was looked at. */
        public boolean complete() {
            return ticks == bounds.ticks();
        }
    }

    private final Root root;
    private final Bounds bounds;
    private final Stepping stepping;
    private final Model model;
    private final Liveness liveness;
    private final Fingerprints visited = new Fingerprints();
    private final List<Happening> happenings;
    private int[] parents = new int[1 << 16];
    private byte[] causes = new byte[1 << 16];
    private int states;
    private long tried;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(int number, int[] data) {}

    public Exploration(Root root, Bounds bounds, Stepping stepping) {
        this.root = root;
        this.bounds = bounds;
        this.stepping = stepping;
        this.model = stepping.model(bounds.nodes());
        this.liveness = new Liveness(model);
        this.happenings = Happening.all(bounds.nodes());
        if (happenings.size() > 255) {
            throw new IllegalArgumentException("nodes: " + bounds.nodes() + " (too many)");
        }
    }

    public Outcome run() {
        long began = System.nanoTime();
        World first =
                Script.end(root.script(bounds.nodes()), model, bounds.faults(), bounds.flows());
        ArrayDeque<Found> level = new ArrayDeque<>();
        ArrayDeque<Found> next = new ArrayDeque<>();
        found(first, -1, 0, level);
        int tick = 0;
        String script = "";
        while (tick < bounds.ticks() && states < bounds.states() && script.isEmpty()) {
            script = level(level, next);
            if (level.isEmpty()) {
                ArrayDeque<Found> empty = level;
                level = next;
                next = empty;
                tick++;
            }
        }
        return new Outcome(
                root,
                bounds,
                states,
                tried,
                model.minds().states(),
                tick,
                (System.nanoTime() - began) / 1_000_000,
                visited.bytes() + parents.length * 4L + causes.length,
                script);
    }

    /** Looks at all states of one tick; the script of a violation, or nothing. */
    private String level(ArrayDeque<Found> level, ArrayDeque<Found> next) {
        while (!level.isEmpty() && states < bounds.states()) {
            Found found = level.remove();
            World world = World.of(bounds.nodes(), found.data());
            for (int i = 0; i < happenings.size(); i++) {
                Happening happening = happenings.get(i);
                @Nullable World after = null;
                try {
                    after = model.after(world, happening, Witness.NONE);
                    if (after == null) {
                        continue;
                    }
                    tried++;
                    boolean ticked = happening.kind() == Kind.TICK;
                    if (found(after, found.number(), i, ticked ? next : level) && ticked) {
                        liveness.check(after);
                    }
                } catch (Violation violation) {
                    return script(violation, found.number(), happening, after != null);
                }
            }
        }
        return "";
    }

    private boolean found(World world, int parent, int cause, ArrayDeque<Found> queue) {
        if (!visited.add(world.data())) {
            return false;
        }
        if (states == parents.length) {
            parents = Arrays.copyOf(parents, 2 * states);
            causes = Arrays.copyOf(causes, 2 * states);
        }
        parents[states] = parent;
        causes[states] = (byte) cause;
        queue.add(new Found(states, world.data()));
        states++;
        return true;
    }

    private String script(Violation violation, int number, Happening last, boolean notLive) {
        List<String> lines = new ArrayList<>();
        if (notLive) {
            for (int round = 0; round < Liveness.BOUND; round++) {
                lines.add("> quiet 1");
                lines.add("> heal");
            }
        }
        lines.add("> " + last);
        for (int at = number; parents[at] >= 0; at = parents[at]) {
            lines.add("> " + happenings.get(causes[at] & 0xff));
        }
        for (String line : root.script(bounds.nodes()).reversed()) {
            lines.add("> " + line);
        }
        if (stepping.witness().asked()) {
            lines.add("> witness " + stepping.rule());
        }
        lines.add("# " + violation.getMessage());
        Collections.reverse(lines);
        return Script.run(lines, stepping);
    }
}
