package org.bridgewall.agent.witness;

import org.bridgewall.core.election.Input;

/** Whom an instance's election asks for its vote. Thread rule: the election's; never blocks. */
public interface Witness {
    /** Nobody: an election without a witness never asks. */
    Witness NOBODY =
            new Witness() {
                @Override
                public void ask(long epoch, long known) {}

                @Override
                public void release(long epoch) {}
            };

    /** Answered with {@link Input.WitnessAnswered}, or not at all. */
    void ask(long epoch, long known);

    /** Gives an epoch back. */
    void release(long epoch);
}
