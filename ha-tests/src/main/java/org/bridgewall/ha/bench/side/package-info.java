/**
 * The benchmark that sets Bridgewall beside conntrackd with keepalived: the same wires, policy and
 * load for both, one after the other in turn. Invariant: a figure that was not measured is absent,
 * with a reason; nothing is estimated.
 */
@NullMarked
package org.bridgewall.ha.bench.side;

import org.jspecify.annotations.NullMarked;
