package org.bridgewall.agent.gate;

import java.util.List;
import org.bridgewall.agent.bridge.ProbeIdentity;

/**
 * What to fence.
 *
 * @param vrid the instance, 1..255: two instances on a node never share a lease
 * @param ports all data ports, the uplink first; the position is the leg number of the probes
 * @param probes the identity by which the loop guard recognises this process's own probes
 */
public record GateOptions(int vrid, List<String> ports, ProbeIdentity probes) {
    public GateOptions {
        if (vrid < 1 || vrid > 255) {
            throw new IllegalArgumentException("vrid: " + vrid + " (expected: 1 to 255)");
        }
        if (ports.isEmpty() || ports.size() != probes.legs()) {
            throw new IllegalArgumentException(
                    "ports: "
                            + ports
                            + " (expected: as many as probe legs, "
                            + probes.legs()
                            + ")");
        }
        ports = List.copyOf(ports);
    }
}
