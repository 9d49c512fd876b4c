package org.bridgewall.core.election;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How fit a node is to lead, reckoned anew from all that is known: there is no counter and no flag
 * that could miss the return of one cause out of two. Immutable.
 *
 * @param legs data ports without carrier, as a reason; empty: all have it
 * @param faults tracked things and groups that make this instance unfit
 * @param groupFaults other members of the sync group that are unfit
 * @param groupDown the sync group has no path here as a whole: no traffic is better than half of it
 * @param ownDelta change of the priority by what this instance tracks
 * @param priority in force, 1..255
 * @param lowered something tracked takes priority away, or does not give what it could
 * @param inForce what changes the priority now, in words, with its part
 */
public record Fitness(
        String legs,
        List<String> faults,
        List<String> groupFaults,
        boolean groupDown,
        int ownDelta,
        int priority,
        boolean lowered,
        List<String> inForce) {
    private static final int LARGEST = 253;

    public Fitness {
        faults = List.copyOf(faults);
        groupFaults = List.copyOf(groupFaults);
        inForce = List.copyOf(inForce);
    }

    /** The fitness of a node in a state. */
    public static Fitness of(ElectionConfig config, ElectionState state) {
        return of(config, state.facts().legsDown(), state.facts().health());
    }

    static Fitness of(ElectionConfig config, Iterable<String> legsDown, Health health) {
        Reckoning reckoning = new Reckoning(health.tracks());
        config.health().tracks().forEach(reckoning::single);
        config.health().groups().forEach(reckoning::group);
        List<String> others = new ArrayList<>();
        new TreeMap<>(health.group().faults())
                .forEach((member, why) -> others.add("sync group: " + member + ": " + why));
        if (health.group().delta() != 0) {
            reckoning.inForce.add("sync group %+d".formatted(health.group().delta()));
        }
        return new Fitness(
                legs(legsDown),
                reckoning.faults,
                others,
                health.group().down(),
                reckoning.delta,
                priority(config.priority(), reckoning.delta + health.group().delta()),
                reckoning.lowered || health.group().delta() < 0,
                reckoning.inForce);
    }

    /** The owner stays the owner; everybody else stays a candidate, and below it. */
    private static int priority(int configured, int delta) {
        return configured == ElectionConfig.OWNER
                ? configured
                : Math.clamp((long) configured + delta, 1, ElectionConfig.OWNER - 1);
    }

    private static String legs(Iterable<String> down) {
        TreeSet<String> sorted = new TreeSet<>();
        down.forEach(sorted::add);
        return sorted.isEmpty() ? "" : "no carrier on " + String.join(", ", sorted);
    }

    /** Whether anything but the legs makes the node unfit. */
    public boolean tracksFail() {
        return !faults.isEmpty() || !groupFaults.isEmpty();
    }

    /** All causes of this instance's own, for the other members of its group; empty: none. */
    public String ownCauses() {
        return join(legs, faults, List.of());
    }

    /** All causes; empty: none. */
    public String causes() {
        return join(legs, faults, groupFaults);
    }

    private static String join(String legs, List<String> faults, List<String> groupFaults) {
        List<String> all = new ArrayList<>();
        if (!legs.isEmpty()) {
            all.add(legs);
        }
        all.addAll(faults);
        all.addAll(groupFaults);
        return String.join("; ", all);
    }

    /** The working copy of a reckoning. */
    private static final class Reckoning {
        private static final TrackResult UNKNOWN = TrackResult.well("not looked at yet");

        final List<String> faults = new ArrayList<>();
        final List<String> inForce = new ArrayList<>();
        int delta;
        boolean lowered;
        private final Map<String, TrackResult> results;

        Reckoning(Map<String, TrackResult> results) {
            this.results = results;
        }

        void single(TrackRule rule) {
            TrackResult result = result(rule.name());
            switch (rule.cost()) {
                case TrackRule.Cost.Factor(int factor) -> {
                    long product = (long) factor * result.number();
                    if (product < -LARGEST) {
                        faults.add(rule.name() + ": " + result.detail());
                    } else {
                        weigh(rule.name(), (int) Math.min(product, LARGEST), product < 0);
                    }
                }
                case TrackRule.Cost cost ->
                        judge(rule.name() + ": " + result.detail(), result.well(), cost);
            }
        }

        void group(TrackGroup group) {
            long well = group.members().stream().filter(name -> result(name).well()).count();
            String text =
                    "%s: %d of %d well, %d required"
                            .formatted(
                                    group.name(), well, group.members().size(), group.required());
            judge(text, well >= group.required(), group.cost());
        }

        private void judge(String text, boolean well, TrackRule.Cost cost) {
            switch (cost) {
                case TrackRule.Cost.Fault() -> {
                    if (!well) {
                        faults.add(text);
                    }
                }
                case TrackRule.Cost.Weight(int weight) -> {
                    if (well == weight > 0) {
                        weigh(text, weight, weight < 0);
                    }
                    lowered |= !well;
                }
                case TrackRule.Cost.Factor factor ->
                        throw new IllegalStateException("a factor needs a number: " + text);
                case TrackRule.Cost.Nothing() -> {}
            }
        }

        private void weigh(String text, int part, boolean down) {
            if (part != 0) {
                delta += part;
                lowered |= down;
                inForce.add("%s %+d".formatted(text, part));
            }
        }

        private TrackResult result(String name) {
            return results.getOrDefault(name, UNKNOWN);
        }
    }
}
