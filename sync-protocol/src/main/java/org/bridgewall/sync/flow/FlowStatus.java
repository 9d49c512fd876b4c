package org.bridgewall.sync.flow;

/** Status bits of a flow ({@code enum ip_conntrack_status}, {@code nf_conntrack_common.h}). */
public final class FlowStatus {
    public static final int EXPECTED = 1;
    public static final int SEEN_REPLY = 1 << 1;
    public static final int ASSURED = 1 << 2;
    public static final int CONFIRMED = 1 << 3;
    public static final int SRC_NAT = 1 << 4;
    public static final int DST_NAT = 1 << 5;
    public static final int SEQ_ADJUST = 1 << 6;
    public static final int SRC_NAT_DONE = 1 << 7;
    public static final int DST_NAT_DONE = 1 << 8;
    public static final int DYING = 1 << 9;
    public static final int FIXED_TIMEOUT = 1 << 10;
    public static final int HELPER = 1 << 13;
    public static final int OFFLOAD = 1 << 14;
    public static final int HW_OFFLOAD = 1 << 15;

    /**
     * The bits that mean the same on every node. The NAT_DONE bits only say whether a NAT hook
     * exists on the node, HELPER follows from the helper's name, DYING and OFFLOAD are of the
     * moment.
     */
    public static final int REPLICATED =
            EXPECTED
                    | SEEN_REPLY
                    | ASSURED
                    | CONFIRMED
                    | SRC_NAT
                    | DST_NAT
                    | SEQ_ADJUST
                    | FIXED_TIMEOUT;

    private static final String[] NAMES = {
        "EXPECTED",
        "SEEN_REPLY",
        "ASSURED",
        "CONFIRMED",
        "SRC_NAT",
        "DST_NAT",
        "SEQ_ADJUST",
        "SRC_NAT_DONE",
        "DST_NAT_DONE",
        "DYING",
        "FIXED_TIMEOUT",
        "TEMPLATE",
        "UNTRACKED",
        "HELPER",
        "OFFLOAD",
        "HW_OFFLOAD"
    };

    private FlowStatus() {}

    /** The bits' names without {@code IPS_}, joined by commas; {@code "-"} for none. */
    public static String describe(int status) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < NAMES.length; bit++) {
            if ((status & (1 << bit)) != 0) {
                text.append(text.isEmpty() ? "" : ",").append(NAMES[bit]);
            }
        }
        return text.isEmpty() ? "-" : text.toString();
    }
}
