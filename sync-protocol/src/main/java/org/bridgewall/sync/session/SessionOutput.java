package org.bridgewall.sync.session;

/** Where a session puts its frames. Must not block; what it cannot send it drops. */
public interface SessionOutput {
    /** Sends a frame on the path in use. */
    void send(byte[] buffer, int length);

    /** Sends a frame on every path. */
    void sendOnAll(byte[] buffer, int length);
}
