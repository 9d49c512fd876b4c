package org.bridgewall.core.policy;

import java.util.List;
import org.bridgewall.core.ruleset.Direction;

/**
 * One line of an {@code <in>} or {@code <out>} block.
 *
 * @param host name of the screened host whose block it is
 * @param peers who may reach the service ({@code in}), or whose service the host may reach ({@code
 *     out}); at least one
 */
public record Rule(
        Direction direction, String host, Service service, List<Member> peers, Position at) {
    public Rule {
        peers = List.copyOf(peers);
    }

    /** As the policy writes it: {@code 22/tcp mgmt}. */
    @Override
    public String toString() {
        return service + " " + String.join(" ", peers.stream().map(Member::text).toList());
    }
}
