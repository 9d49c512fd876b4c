/**
 * Replication of keyed state between the nodes of a cluster: a reliable datagram protocol modelled
 * on conntrackd's FTFW. Knows nothing of the election.
 */
@NullMarked
package org.bridgewall.sync;

import org.jspecify.annotations.NullMarked;
