package org.bridgewall.agent.track;

/**
 * One thing that is watched, for people. Immutable.
 *
 * @param kind interface, script, file or route
 * @param detail what was last found
 * @param problem why the last look told nothing; empty: it did
 */
public record Tracked(String name, String kind, boolean well, String detail, String problem) {}
