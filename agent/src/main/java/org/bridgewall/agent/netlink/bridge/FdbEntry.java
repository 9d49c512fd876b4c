package org.bridgewall.agent.netlink.bridge;

import org.bridgewall.agent.netlink.link.MacAddress;

/**
 * One learned address of a bridge. Immutable.
 *
 * @param mac of a host behind the port
 * @param portName where its frames come in
 * @param portIndex the same, as the kernel counts
 * @param bridgeIndex of the bridge
 * @param vlan 1-4094, or 0 where the bridge does not filter VLANs
 */
public record FdbEntry(MacAddress mac, String portName, int portIndex, int bridgeIndex, int vlan) {}
