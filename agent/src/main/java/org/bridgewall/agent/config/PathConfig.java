package org.bridgewall.agent.config;

import java.net.InetSocketAddress;

/**
 * One way to a peer. Adverts use the configured ports; replication uses the ports one above, so
 * that a full replication queue never stands before an advert. Immutable.
 *
 * @param local the adverts' own end; the port is at most 65534
 * @param remote the adverts' far end
 * @param replication whether flows may travel here; adverts always do
 */
public record PathConfig(
        String name, InetSocketAddress local, InetSocketAddress remote, boolean replication) {

    public InetSocketAddress replicationLocal() {
        return oneAbove(local);
    }

    public InetSocketAddress replicationRemote() {
        return oneAbove(remote);
    }

    private static InetSocketAddress oneAbove(InetSocketAddress endpoint) {
        return new InetSocketAddress(endpoint.getAddress(), endpoint.getPort() + 1);
    }
}
