/** Tests of watching things. */
@NullMarked
package org.bridgewall.agent.track;

import org.jspecify.annotations.NullMarked;
