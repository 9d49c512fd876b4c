@NullMarked
package org.bridgewall.agent.state;

import org.jspecify.annotations.NullMarked;
