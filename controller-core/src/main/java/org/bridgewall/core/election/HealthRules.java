package org.bridgewall.core.election;

import java.util.List;

/**
 * What makes a node less fit, and how long it must have been well again. Immutable.
 *
 * @param tracks what is watched
 * @param groups of these
 * @param holdMaxNanos bound of the hold time, which doubles with each fault; not above {@code
 *     faultHoldNanos}: it never grows
 * @param decayNanos after so long without a fault one of them is forgotten
 */
public record HealthRules(
        List<TrackRule> tracks, List<TrackGroup> groups, long holdMaxNanos, long decayNanos) {
    /** Nothing is watched, and faults are not counted. */
    public static final HealthRules NONE = new HealthRules(List.of(), List.of(), 0, 1);

    public HealthRules {
        tracks = List.copyOf(tracks);
        groups = List.copyOf(groups);
        if (decayNanos < 1) {
            throw new IllegalArgumentException("decay: " + decayNanos + " (expected: >= 1)");
        }
    }
}
