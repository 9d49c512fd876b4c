package org.bridgewall.sync.netty;

import java.net.InetSocketAddress;

/**
 * One path to one peer.
 *
 * @param name for people, unique in the node
 * @param local address and port to bind; resolved
 * @param remote address and port of the peer; resolved, of the same family
 * @param receiveBufferBytes SO_RCVBUF that is asked for; the kernel may give less
 * @param isUrgent whether its datagrams go before others, in the kernel and in switches
 */
public record PathConfig(
        String name,
        InetSocketAddress local,
        InetSocketAddress remote,
        int receiveBufferBytes,
        boolean isUrgent) {
    public PathConfig {
        if (local.isUnresolved() || remote.isUnresolved()) {
            throw new IllegalArgumentException(
                    "path " + name + ": " + local + " to " + remote + " (expected: addresses)");
        }
        if (local.getAddress().getClass() != remote.getAddress().getClass()) {
            throw new IllegalArgumentException(
                    "path " + name + ": " + local + " and " + remote + " of different families");
        }
    }

    /** A path of no urgency. */
    public PathConfig(
            String name,
            InetSocketAddress local,
            InetSocketAddress remote,
            int receiveBufferBytes) {
        this(name, local, remote, receiveBufferBytes, false);
    }

    /** The same path for datagrams that must not wait for others. */
    public PathConfig urgent() {
        return new PathConfig(name, local, remote, receiveBufferBytes, true);
    }

    /** The same path with both ports moved: replication and adverts live on neighbouring ports. */
    public PathConfig withPortOffset(int offset) {
        return new PathConfig(
                name, moved(local, offset), moved(remote, offset), receiveBufferBytes, isUrgent);
    }

    private static InetSocketAddress moved(InetSocketAddress address, int offset) {
        return new InetSocketAddress(address.getAddress(), address.getPort() + offset);
    }
}
