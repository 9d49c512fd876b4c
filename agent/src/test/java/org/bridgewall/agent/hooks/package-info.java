/** Tests of telling programs. */
@NullMarked
package org.bridgewall.agent.hooks;

import org.jspecify.annotations.NullMarked;
