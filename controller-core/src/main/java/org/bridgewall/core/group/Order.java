package org.bridgewall.core.group;

import org.bridgewall.core.election.Input;

/** What the election of one member is to be told. */
public record Order(String member, Input input) {}
