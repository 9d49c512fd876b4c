/** Tests of the third witness. */
@NullMarked
package org.bridgewall.agent.witness;

import org.jspecify.annotations.NullMarked;
