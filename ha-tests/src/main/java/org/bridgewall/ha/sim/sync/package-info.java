/**
 * The replication session under seeded virtual time: a network that loses, repeats, reorders and
 * cuts, nodes that pause and restart, and the invariants that must hold after every event. Needs no
 * root.
 */
@NullMarked
package org.bridgewall.ha.sim.sync;

import org.jspecify.annotations.NullMarked;
