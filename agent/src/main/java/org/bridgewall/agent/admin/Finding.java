package org.bridgewall.agent.admin;

/**
 * One thing that is wrong, where. Immutable.
 *
 * @param message without the code: {@code dmz: b1 and b2}
 */
public record Finding(FindingCode code, Level level, String message, String hint) {
    public Finding(FindingCode code, String message) {
        this(code, code.level(), message, code.hint());
    }
}
