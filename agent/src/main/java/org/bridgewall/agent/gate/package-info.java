/**
 * The fence on the bridge's data ports, and the lease that opens it for a while.
 *
 * <p>Invariants: the kernel side decides for each frame, and closes by itself when the lease runs
 * out; no renewal revives a lease that has run out; a fence stays when its process ends, and the
 * next process adopts it; failing to fence is an error, never a reason to go without.
 */
@NullMarked
package org.bridgewall.agent.gate;

import org.jspecify.annotations.NullMarked;
