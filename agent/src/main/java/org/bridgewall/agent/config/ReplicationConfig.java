package org.bridgewall.agent.config;

import java.time.Duration;
import java.util.List;

/**
 * How flows travel to the peers. Immutable.
 *
 * @param flushWindow a flow that is born and dies within it is never sent
 * @param mtuBytes largest datagram, IP header included
 * @param receiveBufferBytes SO_RCVBUF of the replication sockets
 * @param eventBufferBytes SO_RCVBUFFORCE of the conntrack event socket
 * @param eventBufferLimitBytes up to which it grows when events were lost
 * @param audit rest between two comparisons of the cache with the kernel's table; zero: none
 * @param ignore flows with an address in one of these are not replicated
 * @param filter which of the others are
 * @param nap how long the replication thread rests between two drains
 * @param commit when the replica is written into a standby's kernel
 * @param tap how TCP connections are followed
 */
public record ReplicationConfig(
        Mode mode,
        Duration flushWindow,
        int mtuBytes,
        int receiveBufferBytes,
        int eventBufferBytes,
        int eventBufferLimitBytes,
        Duration audit,
        List<AddressPrefix> ignore,
        FilterConfig filter,
        Duration nap,
        Commit commit,
        Tap tap) {
    public ReplicationConfig {
        ignore = List.copyOf(ignore);
    }

    /** When a standby's kernel gets the replica. */
    public enum Commit {
        /** In whole, when the node takes over. */
        ON_PROMOTION,
        /** As it arrives: a takeover writes only the difference. */
        WARM
    }

    /** How the kernel tells of TCP connections. */
    public enum Tap {
        /** By an eBPF program where the kernel can, else by its events. */
        AUTO,
        /** By its events. */
        OFF
    }

    /** The modes of conntrackd, and none at all. */
    public enum Mode {
        /** Reliable: sequence numbers, acknowledgement, current state sent again. */
        FTFW,
        /** Periodic refresh, expiry at the receiver. */
        ALARM,
        /** Sent once, best effort. */
        NOTRACK,
        /** No flow is replicated: after a failover established connections die. Hosts still are. */
        OFF
    }
}
