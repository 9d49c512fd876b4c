package org.bridgewall.ha.bench.side;

/** How the figures came about, in words: part of every report. */
final class Method {
    private Method() {}

    static String of(Plan plan) {
        return """
        ## How it is measured

        Client, switch, two bridge nodes side by side, switch, server, a sync link between the nodes: network namespaces on this one machine, the same for all three arrangements, one
        arrangement at a time, their order turning with each round; HA off before and after each of the others. The policy in the kernel and the settings of connection tracking are the same.

        - **HA off**: one bridge with the policy; nobody listens to its connection table, and the kernel makes no events.
        - **Bridgewall**: two agents of the built distribution, with the default timers: adverts every 100 ms, lease of 250 ms, sealed replication, ZooKeeper.
        - **conntrackd**: Debian's conntrackd in mode FTFW after its `examples/sync/ftfw/conntrackd.conf` (HashSize 262144 and HashLimit 1048576 for large tables), and keepalived after its
          `examples/sync/keepalived.conf` without addresses; its scripts raise and lower the ports of the bridge.

        | figure | how |
        |---|---|
        | Connection rate | wrk (one thread, 100 in parallel) asks nginx (one worker) once on each TCP connection over IPv4; nginx closes. The load takes all of the machine that is left |
        | Connection rate kept | by the mean of HA off right before and right after it |
        | CPU of a daemon | user and system time of the process (`/proc/PID/stat`) over the load, by connections completed; the agent's after %d s of the same load, in which the JVM compiles, the others' after %d s. The agent: all its threads, so election, lease, adverts, compiler and collector too. conntrackd: without keepalived |
        | Sync link | counters of the master's `sync0`, both ways, by connections completed; for Bridgewall adverts, probes and the seal included, for conntrackd VRRP not |
        | Replication lag | single connections through a pair that has carried nothing else yet: from the client's established connection to the last frame at the standby's end of the sync link that tells of it. The standby's own work follows: for Bridgewall at most one turn of 10 ms |
        | Throughput | iperf3, one TCP stream, received |
        | Request and response | one byte there and back on an open TCP connection |
        | Start to first advert | before the load, the standby's agent is killed and started by its launcher; until its first advert is on the sync link |
        | Memory per flow | growth of the standby's resident memory when its cache fills, by flows |
        | Restarted standby | kill -9 of the standby's daemon with a full cache and start again, until the cache is full again; conntrackd is asked with `-n`, its lock file removed |
        | Commits | a program of its own: a plain loop over the batches of a commit (the floor), the product's commit, the loop once more, then `conntrackd -c` |
        | `bytes_per_flow` | the agent's cache at 1,000,000 IPv4 TCP flows: keys, state, order, digests and index, counted |
        | `cpu_ratio_*`, `bytes_ratio` | conntrackd over Bridgewall: more is better |
        """
                .formatted(plan.warmUpSeconds(), ConnectionLoad.FILL_SECONDS);
    }
}
