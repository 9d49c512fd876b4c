package org.bridgewall.sync.flow;

/** Per-direction TCP flags of a flow ({@code linux/netfilter/nf_conntrack_tcp.h}). */
public final class TcpFlags {
    public static final int WINDOW_SCALE = 0x01;
    public static final int SACK_PERMITTED = 0x02;
    public static final int CLOSE_INIT = 0x04;
    public static final int BE_LIBERAL = 0x08;

    /**
     * The flags that mean the same on every node. BE_LIBERAL is set by each commit, and the rest
     * (data unacknowledged, maximum ack set, challenge ack) belongs to window tracking, which is
     * not replicated: each changes with packets that cause no event.
     */
    public static final int REPLICATED = WINDOW_SCALE | SACK_PERMITTED | CLOSE_INIT;

    private TcpFlags() {}
}
