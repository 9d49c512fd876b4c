package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.sync.flow.Expectation;

/**
 * An {@link Expectation} as a ctnetlink message ({@code enum ctattr_expect}), both ways. The kernel
 * never tells the zone: the caller finds it by the master.
 */
final class ExpectationMessages {
    private ExpectationMessages() {}

    /**
     * Reads the message that the cursor stands on; its zone becomes 0.
     *
     * @throws MalformedNetlinkException where tuple, mask or master is missing or damaged
     */
    static void read(Message message, Expectation into) throws MalformedNetlinkException {
        into.clear();
        Attributes a = message.attributes(NFGENMSG_BYTES);
        while (a.next()) {
            switch (a.type()) {
                case CTA_EXPECT_MASTER -> TupleAttributes.read(a, into.master);
                case CTA_EXPECT_TUPLE -> TupleAttributes.read(a, into.tuple);
                case CTA_EXPECT_MASK -> TupleAttributes.read(a, into.mask);
                case CTA_EXPECT_TIMEOUT -> into.timeoutSeconds = a.u32be();
                case CTA_EXPECT_HELP_NAME -> into.helper = a.string();
                case CTA_EXPECT_ZONE -> into.zone = a.u16be();
                case CTA_EXPECT_FLAGS -> into.flags = a.u32be();
                case CTA_EXPECT_CLASS -> into.helperClass = a.u32be();
                case CTA_EXPECT_FN -> into.function = a.string();
                case CTA_EXPECT_NAT -> readTranslation(a.nested(), into);
                default -> {} // CTA_EXPECT_ID: of the node
            }
        }
        if (!into.tuple.isPresent() || !into.mask.isPresent() || !into.master.isPresent()) {
            throw new MalformedNetlinkException(
                    "an expectation without tuple, mask or master", 0, CTA_EXPECT_TUPLE);
        }
    }

    private static void readTranslation(Attributes a, Expectation into)
            throws MalformedNetlinkException {
        while (a.next()) {
            switch (a.type()) {
                case CTA_EXPECT_NAT_DIR -> into.translationDirection = a.u32be();
                case CTA_EXPECT_NAT_TUPLE -> TupleAttributes.read(a, into.translation);
                default -> {}
            }
        }
    }

    /** Writes the body of {@code IPCTNL_MSG_EXP_NEW} that makes an expectation. */
    static void create(MessageWriter out, Expectation expectation) {
        identify(out, expectation);
        TupleAttributes.write(out, CTA_EXPECT_MASTER, expectation.master, TupleAttributes.NO_ZONE);
        out.attributeU32be(CTA_EXPECT_TIMEOUT, Math.max(1, expectation.timeoutSeconds));
        out.attributeU32be(CTA_EXPECT_FLAGS, expectation.flags & ~Expectation.USERSPACE);
        out.attributeU32be(CTA_EXPECT_CLASS, expectation.helperClass);
        if (namesHelper(expectation)) {
            out.attributeString(CTA_EXPECT_HELP_NAME, expectation.helper);
        }
        if (!expectation.function.isEmpty()) {
            out.attributeString(CTA_EXPECT_FN, expectation.function);
        }
        if (expectation.translation.isPresent()) {
            out.nest(CTA_EXPECT_NAT);
            out.attributeU32be(CTA_EXPECT_NAT_DIR, expectation.translationDirection);
            TupleAttributes.write(
                    out, CTA_EXPECT_NAT_TUPLE, expectation.translation, TupleAttributes.NO_ZONE);
            out.endNest();
        }
    }

    /**
     * Whether to name the helper. The kernel tells the helper of the master, but takes the name as
     * the helper of the connection that is to come ({@code ctnetlink_alloc_expect}), which a data
     * connection has not. A class other than 0 is believed only with a name, and what is permanent
     * is a control connection, which needs one.
     */
    private static boolean namesHelper(Expectation expectation) {
        return !expectation.helper.isEmpty()
                && (expectation.helperClass != 0
                        || (expectation.flags & Expectation.PERMANENT) != 0);
    }

    /**
     * Writes the body of {@code IPCTNL_MSG_EXP_NEW} that sets the timeout of an expectation that is
     * there: when it is made, the kernel takes the one of the helper.
     */
    static void setTimeout(MessageWriter out, Expectation expectation) {
        identify(out, expectation);
        TupleAttributes.write(out, CTA_EXPECT_MASTER, expectation.master, TupleAttributes.NO_ZONE);
        out.attributeU32be(CTA_EXPECT_TIMEOUT, Math.max(1, expectation.timeoutSeconds));
    }

    /** Writes the body of a request that names an expectation by tuple, mask and zone. */
    static void identify(MessageWriter out, Expectation expectation) {
        if (!expectation.tuple.isPresent()) {
            // Without a tuple the kernel takes a deletion to mean the whole table.
            throw new IllegalArgumentException("an expectation without tuple");
        }
        out.u8(expectation.tuple.family).u8(0).u16be(0);
        TupleAttributes.write(out, CTA_EXPECT_TUPLE, expectation.tuple, TupleAttributes.NO_ZONE);
        TupleAttributes.write(out, CTA_EXPECT_MASK, expectation.mask, TupleAttributes.NO_ZONE);
        if (expectation.zone != 0) {
            out.attributeU16be(CTA_EXPECT_ZONE, expectation.zone);
        }
    }
}
