package org.bridgewall.core.election;

/**
 * What was last found of one thing that is watched. Immutable.
 *
 * @param well whether it is as it should be
 * @param number what a file says; 0 elsewhere
 * @param detail in a few words, the same as long as nothing changes
 */
public record TrackResult(boolean well, int number, String detail) {
    public static TrackResult well(String detail) {
        return new TrackResult(true, 0, detail);
    }

    public static TrackResult failed(String detail) {
        return new TrackResult(false, 0, detail);
    }
}
