package org.bridgewall.ha.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames that a switch or network of the laboratory loses in one direction. One table for each
 * place; it goes with {@link #clear}.
 *
 * <p>Thread rule: one thread.
 */
public final class Filter {
    private static final String TABLE = "bridge drill";
    private static final String ADVERT_PORTS = "udp dport { 3780, 3790, 3800, 3810, 3820 }";
    private static final String REPLICATION_PORTS = "udp dport { 3781, 3791, 3801, 3811, 3821 }";

    /** Byte 19 of an agent's own frame: the leg through which it left. */
    private static final String OWN_FRAME_OF_LEG = "ether type 0x88b5 @ll,152,8 ";

    private final Site site;
    private final LabPlan plan;

    Filter(Site site, LabPlan plan) {
        this.site = site;
        this.plan = plan;
    }

    /** Loses the adverts that one node sends to another over both networks. */
    public void loseAdverts(String from, String to) throws IOException {
        lose("sync", from, to, ADVERT_PORTS);
        lose("mgmt", from, to, ADVERT_PORTS);
    }

    /**
     * Loses the adverts between two nodes over both networks, in both directions at the same
     * moment.
     */
    public void loseAdvertsBetween(String one, String other) throws IOException {
        for (String network : List.of("sync", "mgmt")) {
            nft(network, rule(one, other, ADVERT_PORTS) + rule(other, one, ADVERT_PORTS));
        }
    }

    /** Loses the replication that one node sends to another over both networks. */
    public void loseReplication(String from, String to) throws IOException {
        lose("sync", from, to, REPLICATION_PORTS);
        lose("mgmt", from, to, REPLICATION_PORTS);
    }

    /**
     * Loses what one node sends straight to another over the data segments. Its frames that have
     * crossed a bridge still arrive: the wire as a witness is untouched.
     */
    public void loseWireAdverts(Segment segment, String from, String to) throws IOException {
        lose(segment.uplinkSwitch(), from, to, OWN_FRAME_OF_LEG + "0");
        lose(segment.screenedSwitch(), from, to, OWN_FRAME_OF_LEG + "1");
    }

    /** Loses all that the nodes send for each other, and for themselves, over a segment. */
    public void hideWire(Segment segment) throws IOException {
        for (String place : List.of(segment.uplinkSwitch(), segment.screenedSwitch())) {
            nft(
                    place,
                    """
                    add table %1$s
                    add chain %1$s lost { type filter hook forward priority 0; policy accept; }
                    add rule %1$s lost ether type 0x88b5 counter drop
                    """
                            .formatted(TABLE));
        }
    }

    /** Loses nothing any more. */
    public void clear() throws IOException {
        for (String place : places()) {
            nft(place, "add table " + TABLE + "\ndelete table " + TABLE + "\n");
        }
    }

    private void lose(String place, String from, String to, String what) throws IOException {
        nft(place, rule(from, to, what));
    }

    private static String rule(String from, String to, String what) {
        return """
        add table %1$s
        add chain %1$s lost { type filter hook forward priority 0; policy accept; }
        add rule %1$s lost iifname "%2$s" oifname "%3$s" %4$s counter drop
        """
                .formatted(TABLE, from, to, what);
    }

    private List<String> places() {
        List<String> places = new ArrayList<>(List.of("sync", "mgmt"));
        for (Segment segment : plan.segments()) {
            places.add(segment.uplinkSwitch());
            places.add(segment.screenedSwitch());
        }
        return places;
    }

    private void nft(String place, String script) throws IOException {
        Command.run(
                List.of("ip", "netns", "exec", site.namespace(place), "nft", "-f", "-"), script);
    }
}
