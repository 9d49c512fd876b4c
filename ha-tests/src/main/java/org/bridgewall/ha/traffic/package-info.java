/**
 * Load that crosses the bridgewall pair, and what it observes: connections, gaps, second paths. All
 * ends run in one JVM, so one clock stamps both. Invariant: a statement about a fault is made from
 * packets that were sent and received, never from what an agent says of itself.
 */
@NullMarked
package org.bridgewall.ha.traffic;

import org.jspecify.annotations.NullMarked;
