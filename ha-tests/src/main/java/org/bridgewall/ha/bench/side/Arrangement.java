package org.bridgewall.ha.bench.side;

/** What stands between client and server. */
enum Arrangement {
    /** One bridge with the policy, nobody who listens to its connection table. */
    OFF("HA off"),
    BRIDGEWALL("Bridgewall"),
    INCUMBENT("conntrackd");

    private final String title;

    Arrangement(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
