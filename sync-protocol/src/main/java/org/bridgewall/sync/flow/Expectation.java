package org.bridgewall.sync.flow;

/**
 * One entry of the kernel's expectation table as it is replicated: a connection that a helper (FTP,
 * SIP, ...) has announced. A mutable holder; empty and zero mean "not there".
 *
 * <p>Thread rule: owned by one thread. Source: {@code enum ctattr_expect} in {@code
 * linux/netfilter/nfnetlink_conntrack.h}.
 */
public final class Expectation {
    /** {@code NF_CT_EXPECT_PERMANENT}: it stays when a connection has met it. */
    public static final int PERMANENT = 1;

    /** {@code NF_CT_EXPECT_INACTIVE}: it meets nothing yet. */
    public static final int INACTIVE = 2;

    /** {@code NF_CT_EXPECT_USERSPACE}: of a helper in user space; the kernel sets it itself. */
    public static final int USERSPACE = 4;

    /** What is expected, {@code CTA_EXPECT_TUPLE}. */
    public final Tuple tuple = new Tuple();

    /** Which bits of it count, {@code CTA_EXPECT_MASK}; ports are masks, too. */
    public final Tuple mask = new Tuple();

    /** Zone of the master in its original direction; the kernel's messages do not tell it. */
    public int zone;

    /** Original tuple of the flow whose helper expects it, {@code CTA_EXPECT_MASTER}. */
    public final Tuple master = new Tuple();

    /** {@code CTA_EXPECT_FLAGS}. */
    public int flags;

    /** {@code CTA_EXPECT_CLASS}: number within the helper, such as SIP's audio. */
    public int helperClass;

    /** {@code CTA_EXPECT_HELP_NAME}: the master's helper. */
    public String helper = "";

    /** {@code CTA_EXPECT_FN}: what the kernel calls when it is met. */
    public String function = "";

    /** {@code CTA_EXPECT_NAT_DIR}: 0 original, 1 reply; only with {@link #translation}. */
    public int translationDirection;

    /** {@code CTA_EXPECT_NAT_TUPLE}: what its source was before translation. */
    public final Tuple translation = new Tuple();

    /** {@code CTA_EXPECT_TIMEOUT}: seconds left. */
    public int timeoutSeconds;

    public void clear() {
        tuple.clear();
        mask.clear();
        zone = 0;
        clearState();
    }

    /** Clears all that is not part of the identity: tuple, mask and zone stay. */
    void clearState() {
        master.clear();
        flags = 0;
        helperClass = 0;
        helper = "";
        function = "";
        translationDirection = 0;
        translation.clear();
        timeoutSeconds = 0;
    }

    /** For people and logs. */
    @Override
    public String toString() {
        return "expected "
                + tuple
                + (zone == 0 ? "" : " zone " + zone)
                + (helper.isEmpty() ? "" : " by " + helper)
                + " of "
                + master;
    }
}
