package org.bridgewall.core.ruleset;

/** A port that nobody reaches from the uplink, whatever the rows say (the slides' portDeny). */
public record DeniedPort(Protocol protocol, int port) {}
