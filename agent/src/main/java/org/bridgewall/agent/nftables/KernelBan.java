package org.bridgewall.agent.nftables;

import java.time.Duration;
import org.bridgewall.core.ruleset.IpAddress;

/** A source that the kernel refuses, and for how much longer. */
public record KernelBan(IpAddress address, Duration remaining) {}
