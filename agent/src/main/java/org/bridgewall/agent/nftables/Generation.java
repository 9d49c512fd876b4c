package org.bridgewall.agent.nftables;

/** Suffix of the policy maps: a new policy fills the maps of the other generation. */
enum Generation {
    A("_a"),
    B("_b");

    private final String suffix;

    Generation(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }

    Generation other() {
        return this == A ? B : A;
    }
}
