@NullMarked
package org.bridgewall.agent.peer;

import org.jspecify.annotations.NullMarked;
