package org.bridgewall.ha.explore;

import org.bridgewall.core.election.ElectionState;
import org.bridgewall.core.election.Input;
import org.bridgewall.core.election.Step;

/** The step function under exploration. Pure: the same arguments, the same answer. */
@FunctionalInterface
public interface Stepper {
    Step step(ElectionState state, Input input, long nowNanos);
}
