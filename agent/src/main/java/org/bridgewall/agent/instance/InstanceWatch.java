package org.bridgewall.agent.instance;

import java.util.Optional;
import org.bridgewall.agent.hooks.Hooks;
import org.bridgewall.agent.loop.SyncGroupLoop;
import org.bridgewall.agent.track.Trackers;

/**
 * What stands beside an instance's election: what it watches, whom it tells, with whom it moves.
 *
 * @param group empty: it moves alone
 */
public record InstanceWatch(Trackers trackers, Hooks hooks, Optional<SyncGroupLoop> group) {}
