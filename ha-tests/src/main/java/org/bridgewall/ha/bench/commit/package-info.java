/**
 * How long it takes to write a replica into the kernel: the agent's own path, the kernel alone, and
 * conntrackd, alternating in one run. Needs root; makes its network namespaces and removes them.
 */
@NullMarked
package org.bridgewall.ha.bench.commit;

import org.jspecify.annotations.NullMarked;
