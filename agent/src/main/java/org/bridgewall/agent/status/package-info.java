/**
 * What the agent says of itself and of its peers: facts gathered from the loops' published
 * snapshots.
 */
@NullMarked
package org.bridgewall.agent.status;

import org.jspecify.annotations.NullMarked;
