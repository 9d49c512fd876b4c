package org.bridgewall.core.election;

/**
 * One thing that is watched, and what its failure costs this node. Immutable.
 *
 * @param name unique in the instance
 */
public record TrackRule(String name, Cost cost) {

    /** What a failure costs. */
    public sealed interface Cost {
        /** The node is not fit to lead. */
        record Fault() implements Cost {}

        /**
         * A change of the priority: a negative one while it fails, a positive one while it is well.
         *
         * @param delta -253..253, not 0
         */
        record Weight(int delta) implements Cost {}

        /**
         * The number that is reported, times the factor, is added to the priority; a product of
         * -254 or less is a fault.
         */
        record Factor(int factor) implements Cost {}

        /** Nothing by itself: it counts in its groups only. */
        record Nothing() implements Cost {}
    }
}
