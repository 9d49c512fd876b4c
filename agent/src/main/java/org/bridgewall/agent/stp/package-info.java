/** Mode {@code stp}: the kernel's spanning tree forwards, the role steers it, the state follows. */
@NullMarked
package org.bridgewall.agent.stp;

import org.jspecify.annotations.NullMarked;
