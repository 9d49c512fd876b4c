/** Asks the kernel which way it would send a packet ({@code linux/rtnetlink.h RTM_GETROUTE}). */
@NullMarked
package org.bridgewall.agent.netlink.route;

import org.jspecify.annotations.NullMarked;
