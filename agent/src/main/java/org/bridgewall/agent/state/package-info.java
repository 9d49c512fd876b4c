/**
 * What must survive the agent, as files: the last good policy of each instance, the boot counter,
 * the epochs.
 *
 * <p>Invariants: a file is replaced in one step, so that a power cut leaves the old or the new one;
 * each carries its digest, so that a damaged one is never believed; the copy before is kept. A disk
 * that is full or read-only is an outcome, not an exception: the agent goes on and says so. All
 * calls wait for the disk: never from the threads that elect or replicate.
 */
@NullMarked
package org.bridgewall.agent.state;

import org.jspecify.annotations.NullMarked;
