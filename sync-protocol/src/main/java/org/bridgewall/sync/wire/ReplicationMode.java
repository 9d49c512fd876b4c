package org.bridgewall.sync.wire;

/** How hard the sender tries; both ends of a session must have the same. */
public enum ReplicationMode {
    /** Reliable: acknowledged, repaired and proven. */
    FTFW(1),
    /**
     * Everything again and again within a refresh time; the receiver forgets what is not refreshed.
     */
    ALARM(2),
    /** Best effort: each change once. */
    NOTRACK(3);

    private final int wireValue;

    ReplicationMode(int wireValue) {
        this.wireValue = wireValue;
    }

    int wireValue() {
        return wireValue;
    }

    static ReplicationMode ofWireValue(int value) throws MalformedFrameException {
        for (ReplicationMode mode : values()) {
            if (mode.wireValue == value) {
                return mode;
            }
        }
        throw new MalformedFrameException("mode " + value);
    }
}
