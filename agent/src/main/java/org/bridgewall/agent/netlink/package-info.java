/**
 * The netlink protocol, free of any kernel family: messages, attributes, acknowledgements, dumps.
 *
 * <p>Bytes are read and written the way the kernel lays them out, and every length that came from
 * outside is checked before it is believed: a damaged message gives {@link
 * org.bridgewall.agent.netlink.MalformedNetlinkException} and nothing else. The cursors ({@link
 * org.bridgewall.agent.netlink.Message}, {@link org.bridgewall.agent.netlink.Attributes}) and the
 * {@link org.bridgewall.agent.netlink.MessageWriter} are reusable and allocate nothing once warm,
 * because conntrack events pass through them by the hundred thousand.
 */
@NullMarked
package org.bridgewall.agent.netlink;

import org.jspecify.annotations.NullMarked;
