package org.bridgewall.core.policy;

import java.util.List;
import org.bridgewall.core.ruleset.IpAddress;

/** Port to whatever knows the addresses of names; asked when a policy is published, never later. */
@FunctionalInterface
public interface NameResolver {
    /**
     * All addresses of a name, IPv4 and IPv6; empty when it has none or nobody answers. May block.
     */
    List<IpAddress> resolve(String name);
}
