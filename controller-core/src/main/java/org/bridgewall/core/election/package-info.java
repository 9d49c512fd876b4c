/**
 * Who forwards: a VRRP-like election (RFC 9568) for bridges that have no address.
 *
 * <p>One pure function, {@link org.bridgewall.core.election.Election#step}: state and input in,
 * state and actions out. No clock, no threads, no IO: time is an argument, and the caller performs
 * the actions in the order given.
 *
 * <p>Invariants (checked by the simulation after every event): at most one node's gate is open; no
 * gate opens before its takeover has committed; the epoch never goes back.
 */
@NullMarked
package org.bridgewall.core.election;

import org.jspecify.annotations.NullMarked;
