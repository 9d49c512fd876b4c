package org.bridgewall.ha.explore;

/** The two data ports of a node of the model. */
enum Leg {
    UPLINK("up0", 1),
    SCREENED("dn0", 2);

    private final String port;
    private final int bit;

    Leg(String port, int bit) {
        this.port = port;
        this.bit = bit;
    }

    String port() {
        return port;
    }

    /** Its number: 0 the uplink, 1 the screened port. */
    int index() {
        return bit - 1;
    }

    static Leg at(int index) {
        return index == 0 ? UPLINK : SCREENED;
    }

    int bit() {
        return bit;
    }

    static Leg of(String port) {
        for (Leg leg : values()) {
            if (leg.port.equals(port)) {
                return leg;
            }
        }
        throw new IllegalArgumentException("leg: " + port + " (expected: up0 or dn0)");
    }
}
