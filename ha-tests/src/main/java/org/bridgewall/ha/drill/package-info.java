/**
 * Faults made on purpose in a laboratory under load, and what the packets at both ends say of each:
 * the catalogue, the run of one, the verdict, the table.
 *
 * <p>Nothing is believed of the agents but who leads; blackouts, second paths and dead connections
 * are measured at the hosts.
 */
@NullMarked
package org.bridgewall.ha.drill;

import org.jspecify.annotations.NullMarked;
