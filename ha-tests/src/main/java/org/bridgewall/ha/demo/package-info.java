/**
 * The demonstration: the active node is broken in four ways under load, and each failover is
 * measured with packets. Also the command line of the laboratory.
 */
@NullMarked
package org.bridgewall.ha.demo;

import org.jspecify.annotations.NullMarked;
