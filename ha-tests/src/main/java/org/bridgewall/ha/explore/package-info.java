/**
 * Exhaustive exploration, up to a bound, of the very step function of the election: every
 * interleaving of delivery, loss and delay, of crash, pause and restart, of cables and of the
 * clock, around kernels that hold leases, with named invariants after every event.
 *
 * <p>Time is counted in ticks; a state is kept relative to its own now, epoch and names of
 * processes, so that states which differ in nothing that decides are one.
 */
@NullMarked
package org.bridgewall.ha.explore;

import org.jspecify.annotations.NullMarked;
