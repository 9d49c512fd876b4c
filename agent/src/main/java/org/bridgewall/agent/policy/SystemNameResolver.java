package org.bridgewall.agent.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.bridgewall.core.policy.NameResolver;
import org.bridgewall.core.ruleset.IpAddress;

/**
 * Asks the system's resolver (hosts file, DNS). Any thread; blocks up to the resolver's time-out.
 */
public final class SystemNameResolver implements NameResolver {
    @Override
    public List<IpAddress> resolve(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .flatMap(text -> IpAddress.parse(text).stream())
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
