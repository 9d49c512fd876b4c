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
    private static final String NAME = "[a-z0-9]{1,16}";

    /**
     * A site of {@code deploy/lab}: it outlives the process that made it.
     *
     * @param name tells several apart; empty: the one without a name
     */
    public static Site standing(String name) {
        if (name.isEmpty()) {
            return new Site("bwlab-", Path.of("/run/bridgewall-lab"));
        }
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "laboratory: '" + name + "' (expected: 1 to 16 of a-z and 0-9)");
        }
        return new Site("bwlab-" + name + "-", Path.of("/run/bridgewall-lab-" + name));
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
