package org.bridgewall.core.election;

import java.util.List;

/** The result of one step: the next state, and what is to be done, in order. */
public record Step(ElectionState next, List<Action> actions) {}
