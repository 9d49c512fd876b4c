/**
 * What monitoring sees: Prometheus metrics and a status page over HTTP. Off unless configured; only
 * ever reads.
 *
 * <p>Invariant: what is shown is the published status report, never the loops' own state, so that a
 * scrape delays nobody.
 */
@NullMarked
package org.bridgewall.agent.metrics;

import org.jspecify.annotations.NullMarked;
