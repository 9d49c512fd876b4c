/**
 * The third witness: the cluster store's record of epochs, for the elections that ask it. The
 * elections only enqueue their questions; no answer is waited for on their threads.
 */
@NullMarked
package org.bridgewall.agent.witness;

import org.jspecify.annotations.NullMarked;
