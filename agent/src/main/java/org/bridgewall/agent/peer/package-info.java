/**
 * Adverts between the election and the paths: translation, sealing, and what was last heard of each
 * peer.
 */
@NullMarked
package org.bridgewall.agent.peer;

import org.jspecify.annotations.NullMarked;
