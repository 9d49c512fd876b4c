package org.bridgewall.agent.track;

import org.bridgewall.core.election.TrackResult;

/** Where watchers tell what has changed. Thread rule: any thread; must only enqueue. */
@FunctionalInterface
public interface TrackReport {
    void found(String name, TrackResult result);
}
