package org.bridgewall.core.store;

import org.bridgewall.core.ruleset.IpAddress;

/**
 * A source that all nodes refuse, put there by hand or by a detector.
 *
 * @param untilMillis wall clock, since 1970
 */
public record Ban(IpAddress address, long untilMillis, String author, String reason) {}
