package org.bridgewall.agent.nftables;

import java.time.Duration;
import java.util.Optional;
import org.bridgewall.core.ruleset.IpAddress;
import org.bridgewall.core.ruleset.Ruleset;

/**
 * Where the policy of one instance is enforced.
 *
 * <p>Thread rule: one thread at a time, never the election's; methods may block for seconds.
 */
public interface PolicyKernel {
    /** Which policy is enforced; empty when there is none. */
    Optional<PolicyStamp> standing() throws NftException;

    /** Checks that a policy could be applied, and changes nothing. */
    void check(Ruleset rules, PolicyStamp stamp) throws NftException;

    /** Puts a policy in the place of the one that stands, all or nothing. */
    void apply(Ruleset rules, PolicyStamp stamp) throws NftException;

    /** Refuses new connections of a source from the uplink, from now on for this long. */
    void ban(IpAddress source, Duration duration) throws NftException;

    /** Lifts a ban, if there is one. */
    void lift(IpAddress source) throws NftException;
}
