/** Addresses that follow the master, and the gate of a routed pair, which they are. */
@NullMarked
package org.bridgewall.agent.vip;

import org.jspecify.annotations.NullMarked;
