/** The policy's way from the cluster store, or from the last good copy on disk, into the kernel. */
@NullMarked
package org.bridgewall.agent.policy;

import org.jspecify.annotations.NullMarked;
