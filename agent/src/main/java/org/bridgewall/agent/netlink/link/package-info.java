/**
 * Network interfaces by rtnetlink: what they are, how they change, and what managed mode sets on
 * bridges and their ports.
 *
 * <p>Interfaces are named by their names, and the kernel looks the name up within the request that
 * changes something, so that no index can go stale in between.
 */
@NullMarked
package org.bridgewall.agent.netlink.link;

import org.jspecify.annotations.NullMarked;
