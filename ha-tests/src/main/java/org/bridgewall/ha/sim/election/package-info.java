/**
 * Seeded simulation of whole clusters around the real election step function: virtual time, a
 * network that loses, delays, repeats and cuts, kernels that hold gates while their agents freeze
 * or die. Invariants are checked after every event; a failing seed is printed and can be run again.
 */
@NullMarked
package org.bridgewall.ha.sim.election;

import org.jspecify.annotations.NullMarked;
