/**
 * One bridgewall on this node, put together: bridge, gate, wire, election, takeover worker, policy.
 */
@NullMarked
package org.bridgewall.agent.instance;

import org.jspecify.annotations.NullMarked;
