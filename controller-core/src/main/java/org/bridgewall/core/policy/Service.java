package org.bridgewall.core.policy;

import java.util.Optional;
import org.bridgewall.core.ruleset.PortRange;
import org.bridgewall.core.ruleset.Protocol;

/**
 * What is reached on a host: {@code 25/tcp}, {@code 6000-6010/tcp}, {@code any/udp}, {@code icmp},
 * {@code gre}, or {@code any} for everything.
 *
 * @param protocol empty: every protocol
 * @param ports {@link PortRange#ALL} unless the protocol has ports and the policy names some
 */
public record Service(Optional<Protocol> protocol, PortRange ports) {
    public static final Service EVERYTHING = new Service(Optional.empty(), PortRange.ALL);

    /** Whether a packet of this protocol and port belongs to the service. */
    public boolean covers(Protocol other, int port) {
        if (protocol.isEmpty()) {
            return true;
        }
        boolean same =
                protocol.get() == other
                        || (protocol.get() == Protocol.ICMP && other == Protocol.ICMPV6);
        return same && (!other.hasPorts() || ports.contains(port));
    }

    /** As a policy writes it. */
    @Override
    public String toString() {
        if (protocol.isEmpty()) {
            return "any";
        }
        return protocol.get().hasPorts() ? ports + "/" + protocol.get() : protocol.get().toString();
    }
}
