package org.bridgewall.ha.lab;

/**
 * What one instance guards: a client, a switch on each side, a server; and the instance's names on
 * the nodes. Two segments have the same addresses, and never meet.
 *
 * @param index 0 for the first
 */
public record Segment(int index) {
    /** The only one of a pair with one instance. */
    public static final Segment FIRST = new Segment(0);

    private static final int FIRST_VRID = 7;

    /** Name of the instance. */
    public String instance() {
        return index == 0 ? "dmz" : "lan" + index;
    }

    public int vrid() {
        return FIRST_VRID + index;
    }

    public String client() {
        return "client" + suffix();
    }

    public String server() {
        return "server" + suffix();
    }

    /** The switch on the uplink side. */
    public String uplinkSwitch() {
        return "swA" + suffix();
    }

    /** The switch on the screened side. */
    public String screenedSwitch() {
        return "swB" + suffix();
    }

    public String bridge() {
        return "br" + index;
    }

    public String uplink() {
        return "up" + index;
    }

    public String screened() {
        return "dn" + index;
    }

    private String suffix() {
        return index == 0 ? "" : Integer.toString(index + 1);
    }
}
