/** Network namespaces joined to small networks, for kernel tests of the gate and the wire. */
@NullMarked
package org.bridgewall.agent.ring;

import org.jspecify.annotations.NullMarked;
