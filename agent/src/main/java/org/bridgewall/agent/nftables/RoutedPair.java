package org.bridgewall.agent.nftables;

import java.time.Duration;
import java.util.Optional;
import org.bridgewall.core.ruleset.IpAddress;
import org.bridgewall.core.ruleset.Ruleset;

/**
 * An instance without a bridge: its packets are filtered by rules of the operator's own, so that a
 * policy of ours cannot be enforced, and is refused.
 *
 * @param instance its name
 */
public record RoutedPair(String instance) implements PolicyKernel {
    private static final PolicyStamp OPERATORS_OWN = new PolicyStamp(0, "0");

    @Override
    public Optional<PolicyStamp> standing() {
        return Optional.of(OPERATORS_OWN);
    }

    @Override
    public void check(Ruleset rules, PolicyStamp stamp) throws NftException {
        throw new NftException(
                "check policy " + stamp.version() + " of " + instance,
                "a routed pair (mode: none) has no bridge to enforce it on");
    }

    @Override
    public void apply(Ruleset rules, PolicyStamp stamp) throws NftException {
        check(rules, stamp);
    }

    @Override
    public void ban(IpAddress source, Duration duration) {}

    @Override
    public void lift(IpAddress source) {}
}
