/** The IP addresses of this machine's interfaces, read and changed over rtnetlink. */
@NullMarked
package org.bridgewall.agent.netlink.address;

import org.jspecify.annotations.NullMarked;
