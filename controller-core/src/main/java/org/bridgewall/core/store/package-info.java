/**
 * What a cluster shares and does not need in a hurry: numbered policies, bans, the roll of nodes.
 * {@link org.bridgewall.core.store.ClusterStore} is the port; nothing that forwards packets waits
 * for it.
 */
@NullMarked
package org.bridgewall.core.store;

import org.jspecify.annotations.NullMarked;
