/** Seeded simulations in virtual time, run by {@code deploy/sim}. */
@NullMarked
package org.bridgewall.ha.sim;

import org.jspecify.annotations.NullMarked;
