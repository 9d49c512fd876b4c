/**
 * The takeover: fence, commit, probe, open, relearn. What still blocks it, and its timeline.
 *
 * <p>Pure records. The invariant, kept by the CANDIDATE state of the election: the gate is told to
 * open only when the old gate has surely closed, the replica is in the kernel and the wire is free.
 */
@NullMarked
package org.bridgewall.core.promotion;

import org.jspecify.annotations.NullMarked;
