package org.bridgewall.ha.explore;

import org.bridgewall.core.election.Action;
import org.bridgewall.core.election.Input;

/** Sees what the agents are told and what they answer, for a readable script. */
interface Witness {
    Witness NONE =
            new Witness() {
                @Override
                public void told(int node, Input input) {}

                @Override
                public void answered(int node, Action action) {}
            };

    void told(int node, Input input);

    void answered(int node, Action action);
}
