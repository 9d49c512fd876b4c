package org.bridgewall.sync.flow;

/** Bytes that are no flow as {@code flow.proto} describes it. Says what and where. */
public final class MalformedFlowException extends Exception {
    MalformedFlowException(String what, int offset) {
        super(what + " at byte " + offset);
    }
}
