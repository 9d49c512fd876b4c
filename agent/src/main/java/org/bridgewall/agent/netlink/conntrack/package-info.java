/**
 * The kernel's connection table over ctnetlink: what it says ({@link
 * org.bridgewall.agent.netlink.conntrack.ConntrackEvents}, {@link
 * org.bridgewall.agent.netlink.conntrack.ConntrackDump}) and what it is told ({@link
 * org.bridgewall.agent.netlink.conntrack.ConntrackCommit}, {@link
 * org.bridgewall.agent.netlink.conntrack.ConntrackFlush}).
 *
 * <p>Invariants: a live entry is never replaced by a replicated one; an overrun is always told; no
 * message without an original tuple is ever sent as a deletion, because that would empty the table.
 */
@NullMarked
package org.bridgewall.agent.netlink.conntrack;

import org.jspecify.annotations.NullMarked;
