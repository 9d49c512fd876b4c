/**
 * The bridge's forwarding database by rtnetlink: which MAC was learned at which port.
 *
 * <p>Only what the bridge learned from frames is of interest: a peer that takes over must aim the
 * switches at itself for exactly these addresses. Permanent and local entries (the node's own MACs)
 * are left out everywhere.
 */
@NullMarked
package org.bridgewall.agent.netlink.bridge;

import org.jspecify.annotations.NullMarked;
