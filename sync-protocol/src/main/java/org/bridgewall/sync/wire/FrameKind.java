package org.bridgewall.sync.wire;

/** What a datagram carries. Part of the wire and of the keys. */
public enum FrameKind {
    REPLICATION(1),
    ADVERT(2);

    private final int code;

    FrameKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
