package org.bridgewall.ha.lab;

import java.nio.file.Path;

/**
 * Where one laboratory lives: the prefix of its namespaces and its run directory. Two sites on one
 * machine do not meet.
 *
 * @param prefix begins the name of every namespace, {@code bwlab-}
 * @param runDirectory configurations, keys, sockets, logs and the records of started processes
 */
public record Site(String prefix, Path runDirectory) {
    /** The site of {@code deploy/lab}: it outlives the process that made it. */
    public static Site standing() {
        return new Site("bwlab-", Path.of("/run/bridgewall-lab"));
    }

    /** A site of this process alone, for tests. */
    public static Site ofThisProcess() {
        long pid = ProcessHandle.current().pid();
        return new Site("bwlab-" + pid + "-", Path.of("/run/bridgewall-lab-" + pid));
    }

    /** Name of the network namespace of a place ({@code client}, {@code b1}). */
    public String namespace(String place) {
        return prefix + place;
    }

    /** Files of one node. */
    public Path directory(String node) {
        return runDirectory.resolve(node);
    }
}
