package org.bridgewall.agent.config;

import java.time.Duration;
import org.bridgewall.core.election.WitnessRule;

/**
 * The third witness of an instance. Immutable.
 *
 * @param timeout how long its answer is waited for
 */
public record WitnessConfig(Source source, Unreachable unreachable, Duration timeout) {
    /** Who it is. */
    public enum Source {
        OFF,
        /** The cluster store's record of epochs. */
        ZOOKEEPER
    }

    /** What a standby does that hears nobody and gets no answer. */
    public enum Unreachable {
        /** Goes by the wire alone. */
        WIRE,
        /** Stays a standby until an operator promotes it. */
        WAIT
    }

    /** The same for the election. */
    public WitnessRule rule() {
        return new WitnessRule(
                source == Source.ZOOKEEPER, unreachable == Unreachable.WAIT, timeout.toNanos());
    }

    boolean asked() {
        return source == Source.ZOOKEEPER;
    }
}
