package org.bridgewall.sync.wire;

/** A datagram does not hold what the schema says. Cheap to throw: it carries no stack trace. */
public final class MalformedFrameException extends Exception {
    public MalformedFrameException(String reason) {
        super(reason, null, false, false);
    }
}
