package org.bridgewall.ha.explore;

import static org.bridgewall.ha.explore.World.ASKED;
import static org.bridgewall.ha.explore.World.ASKED_KNOWN;
import static org.bridgewall.ha.explore.World.COMMITTED;
import static org.bridgewall.ha.explore.World.COMMITTING;
import static org.bridgewall.ha.explore.World.CROSSED;
import static org.bridgewall.ha.explore.World.DEAD;
import static org.bridgewall.ha.explore.World.DISK;
import static org.bridgewall.ha.explore.World.GATE;
import static org.bridgewall.ha.explore.World.MIND;
import static org.bridgewall.ha.explore.World.OPENED;
import static org.bridgewall.ha.explore.World.RUN;
import static org.bridgewall.ha.explore.World.RUNNING;
import static org.bridgewall.ha.explore.World.TORN_EPOCH;
import static org.bridgewall.ha.explore.World.TORN_GATE;
import static org.bridgewall.ha.explore.World.TURNED;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.bridgewall.core.election.Advert;
import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.PeerView;

/**
 * Lets a tick pass: leases run, messages age, and the whole state is brought into its normal form,
 * relative to the new now, to its lowest epoch, and with new names for processes and sequences.
 */
final class Clock {
    /** Name of a process that began in this tick; and of one that runs, in the normal form. */
    static final long NEW_BOOT = 1_000_000;

    private static final long RUNNING_BOOT = 999_999;
    private static final int LIFE = 2;
    private static final int[] EPOCHS = {
        DISK, OPENED, COMMITTING, COMMITTED, TORN_EPOCH, ASKED, ASKED_KNOWN
    };

    private final Minds minds;
    private final Map<Key, Renamed> renamed = new HashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // compared by content, below
    private record Key(int[] parts) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(parts, key.parts);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(parts);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Renamed(long base, int[] minds, int[] adverts) {}

    Clock(Minds minds) {
        this.minds = minds;
    }

    void tick(World world) {
        int nodes = world.nodes();
        world.sinceMended(world.sinceMended() + 1);
        boolean watched = false;
        for (int node = 0; node < nodes; node++) {
            watched |= world.passes(node) && Hands.watches(world, minds, node);
        }
        if (world.hidden()) {
            int asking = 0;
            for (int node = 0; node < nodes; node++) {
                asking += world.passes(node) && asks(world, node) ? 1 : 0;
            }
            world.hiddenOverlap(asking > 1 ? world.hiddenOverlap() + 1 : 0);
        } else if (world.passing() > 1 && watched) {
            world.overlap(world.overlap() + 1);
        }
        for (int node = 0; node < nodes; node++) {
            world.set(node, TURNED, 0);
            int crossed = world.get(node, CROSSED);
            if (crossed > 0 && crossed <= World.EARLIER) {
                world.set(node, CROSSED, crossed + World.EARLIER);
            }
            world.set(node, GATE, sooner(world.get(node, GATE)));
            world.set(node, TORN_GATE, sooner(world.get(node, TORN_GATE)));
            age(world, node);
        }
        rename(world);
    }

    /** Whether the agent of the node can ask the witness, and knows it. */
    private boolean asks(World world, int node) {
        return world.running(node)
                && world.get(node, World.LINK) == 1
                && minds.state(world.get(node, MIND)).facts().witness().reachable();
    }

    private static int sooner(int ticks) {
        return ticks > ModelTime.LONE_TICKS / 2 ? ModelTime.LONE_TICKS : Math.max(0, ticks - 1);
    }

    private static void age(World world, int to) {
        for (int from = 0; from < world.nodes(); from++) {
            for (int place = World.PLACES - 1; place >= 0; place--) {
                int advert = world.advert(from, to, place);
                if (advert < 0 || world.get(to, RUN) != RUNNING) {
                    continue;
                }
                int age = world.age(from, to, place) + 1;
                if (age < LIFE) {
                    world.message(from, to, place, advert, age);
                } else {
                    world.message(from, to, place, -1, 0);
                }
            }
            if (world.advert(from, to, 0) < 0 && world.advert(from, to, 1) >= 0) {
                world.message(from, to, 0, world.advert(from, to, 1), world.age(from, to, 1));
                world.message(from, to, 1, -1, 0);
            }
        }
    }

    private void rename(World world) {
        Renamed to = renamed.computeIfAbsent(key(world), key -> renamed(world));
        for (int node = 0; node < world.nodes(); node++) {
            world.set(node, MIND, to.minds()[node]);
            for (int field : EPOCHS) {
                int value = world.get(node, field);
                if (value > 0) {
                    world.set(node, field, (int) Math.max(0, value - to.base()));
                }
            }
        }
        world.vote((int) Math.max(0, world.voteEpoch() - to.base()), world.voteHolder());
        int at = 0;
        for (int from = 0; from < world.nodes(); from++) {
            for (int receiver = 0; receiver < world.nodes(); receiver++) {
                for (int place = 0; place < World.PLACES; place++) {
                    int age = world.age(from, receiver, place);
                    world.message(from, receiver, place, to.adverts()[at++], age);
                }
            }
        }
    }

    /** Everything that the normal form depends on. */
    private static Key key(World world) {
        int nodes = world.nodes();
        int[] parts = new int[1 + nodes * (3 + nodes * World.PLACES)];
        int at = 0;
        parts[at++] = world.voteEpoch();
        for (int from = 0; from < world.nodes(); from++) {
            parts[at++] = world.get(from, RUN) == DEAD ? -1 : world.get(from, MIND);
            parts[at++] = world.get(from, DISK);
            parts[at++] = world.get(from, ASKED_KNOWN);
            for (int to = 0; to < world.nodes(); to++) {
                for (int place = 0; place < World.PLACES; place++) {
                    parts[at++] = world.advert(from, to, place);
                }
            }
        }
        return new Key(parts);
    }

    private Renamed renamed(World world) {
        long base = Math.max(0, lowestEpoch(world) - 1);
        NormalForm form = new NormalForm(base, names(world));
        int[] states = new int[world.nodes()];
        List<Integer> adverts = new ArrayList<>();
        for (int node = 0; node < world.nodes(); node++) {
            if (world.get(node, RUN) != DEAD) {
                ElectionState state = minds.state(world.get(node, MIND));
                states[node] = minds.number(form.tick(Happening.name(node), state));
            }
            for (int to = 0; to < world.nodes(); to++) {
                for (int place = 0; place < World.PLACES; place++) {
                    int advert = world.advert(node, to, place);
                    adverts.add(advert < 0 ? -1 : minds.number(form.advert(minds.advert(advert))));
                }
            }
        }
        return new Renamed(base, states, adverts.stream().mapToInt(Integer::intValue).toArray());
    }

    private long lowestEpoch(World world) {
        long lowest = some(world.voteEpoch());
        for (int node = 0; node < world.nodes(); node++) {
            lowest = Math.min(lowest, world.get(node, DISK));
            lowest = Math.min(lowest, some(world.get(node, ASKED_KNOWN)));
            if (world.get(node, RUN) != DEAD) {
                ElectionState state = minds.state(world.get(node, MIND));
                lowest = Math.min(lowest, state.facts().epoch());
                lowest = Math.min(lowest, some(state.facts().witness().epoch()));
                for (PeerView view : state.facts().peers().values()) {
                    lowest = Math.min(lowest, view.last().epoch());
                }
            }
        }
        for (Advert advert : inFlight(world)) {
            lowest = Math.min(lowest, advert.epoch());
        }
        return lowest;
    }

    /** An epoch that the witness knows; 0 is none and stays. */
    private static long some(long epoch) {
        return epoch == 0 ? Long.MAX_VALUE : epoch;
    }

    private List<Advert> inFlight(World world) {
        List<Advert> adverts = new ArrayList<>();
        for (int from = 0; from < world.nodes(); from++) {
            for (int to = 0; to < world.nodes(); to++) {
                for (int place = 0; place < World.PLACES; place++) {
                    int advert = world.advert(from, to, place);
                    if (advert >= 0) {
                        adverts.add(minds.advert(advert));
                    }
                }
            }
        }
        return adverts;
    }

    /** Ranks in place of sequences; the running process last, ended ones as they are met. */
    private NormalForm.Names names(World world) {
        Map<String, Map<Long, NavigableSet<Long>>> used = new HashMap<>();
        Map<String, Map<Long, Long>> boots = new HashMap<>();
        for (int node = 0; node < world.nodes(); node++) {
            if (world.get(node, RUN) != DEAD) {
                ElectionState state = minds.state(world.get(node, MIND));
                boots.computeIfAbsent(Happening.name(node), n -> new HashMap<>())
                        .put(state.facts().boot(), RUNNING_BOOT);
                state.facts().peers().values().forEach(view -> note(view.last(), used));
            }
        }
        inFlight(world).forEach(advert -> note(advert, used));
        return new NormalForm.Names() {
            @Override
            public long boot(String node, long boot) {
                Map<Long, Long> known = boots.computeIfAbsent(node, n -> new HashMap<>());
                return known.computeIfAbsent(boot, b -> (long) known.size() + 1);
            }

            @Override
            public long sequence(String node, long boot, long sequence) {
                NavigableSet<Long> sequences =
                        used.getOrDefault(node, Map.of()).getOrDefault(boot, new TreeSet<>());
                return sequences.headSet(sequence, true).size();
            }
        };
    }

    private static void note(Advert advert, Map<String, Map<Long, NavigableSet<Long>>> used) {
        used.computeIfAbsent(advert.node(), n -> new HashMap<>())
                .computeIfAbsent(advert.boot(), b -> new TreeSet<>())
                .add(advert.sequence());
    }
}
