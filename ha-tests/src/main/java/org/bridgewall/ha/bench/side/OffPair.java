package org.bridgewall.ha.bench.side;

import java.io.IOException;
import java.nio.file.Path;
import org.bridgewall.ha.lab.Site;

/** One bridge, no daemon: what the machine can do. */
final class OffPair implements Pair {
    private final Site site;
    private final PlainBridges bridges;

    OffPair(Site site, Path policy) {
        this.site = site;
        this.bridges = new PlainBridges(site, policy);
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.OFF;
    }

    @Override
    public Site site() {
        return site;
    }

    @Override
    public void up() throws IOException {
        bridges.up(0);
    }

    @Override
    public Daemon daemon(String node) {
        throw new IllegalStateException("HA off: node " + node + " has no daemon");
    }

    @Override
    public int replicationPort() {
        return 0;
    }

    @Override
    public long replicated() {
        return 0;
    }

    @Override
    public void restartStandby() {
        throw new IllegalStateException("HA off: no standby");
    }

    @Override
    public void close() throws IOException {
        bridges.remove();
    }
}
