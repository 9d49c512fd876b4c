package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import org.bridgewall.agent.netlink.Message;
import org.bridgewall.agent.netlink.MessageWriter;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowStatus;
import org.bridgewall.sync.flow.SequenceAdjustment;
import org.bridgewall.sync.flow.Tuple;

/**
 * A {@link Flow} as a request to create or to delete a conntrack entry.
 *
 * <p>Thread rule: one thread. Allocates nothing.
 */
final class ConntrackEncoder {
    /** No message is longer: what a batch must still have room for. */
    static final int MAX_MESSAGE_BYTES = 768;

    /**
     * The kernel refuses or ignores the rest ({@code ctnetlink_change_status}) and sets it itself.
     */
    private static final int SETTABLE_STATUS =
            FlowStatus.SEEN_REPLY | FlowStatus.ASSURED | FlowStatus.FIXED_TIMEOUT;

    private final Tuple inverse = new Tuple();
    private final byte[] name = new byte[Flow.HELPER_NAME_BYTES + 1];

    /**
     * Writes {@code IPCTNL_MSG_CT_NEW} with CREATE and EXCL: an entry that exists stays as it is
     * (EEXIST).
     *
     * @param timeoutSeconds at least 1
     * @param withMaster whether to name the master; the kernel refuses a master it does not have
     * @param withHelper likewise the helper
     */
    void create(
            MessageWriter out,
            int sequence,
            Flow flow,
            int timeoutSeconds,
            boolean withMaster,
            boolean withHelper) {
        out.begin(
                Ctnetlink.type(IPCTNL_MSG_CT_NEW),
                Message.F_REQUEST | Message.F_CREATE | Message.F_EXCL,
                sequence);
        header(out, flow);
        tuplesAndZone(out, flow);
        out.attributeU32be(CTA_TIMEOUT, timeoutSeconds);
        out.attributeU32be(CTA_STATUS, (flow.status & SETTABLE_STATUS) | FlowStatus.CONFIRMED);
        if (flow.mark != 0) {
            out.attributeU32be(CTA_MARK, flow.mark);
        }
        ProtocolInfo.write(out, flow);
        NatAttributes.write(out, flow);
        if (withHelper && flow.helperLength != 0) {
            helper(out, flow);
        }
        if (flow.hasLabels()) {
            out.attributeBytes(CTA_LABELS, flow.labels);
        }
        adjustment(out, CTA_SEQ_ADJ_ORIG, flow.sequenceOriginal);
        adjustment(out, CTA_SEQ_ADJ_REPLY, flow.sequenceReply);
        if (flow.hasSynproxy()) {
            out.nest(CTA_SYNPROXY);
            out.attributeU32be(CTA_SYNPROXY_ISN, flow.synproxyIsn);
            out.attributeU32be(CTA_SYNPROXY_ITS, flow.synproxyIts);
            out.attributeU32be(CTA_SYNPROXY_TSOFF, flow.synproxyTimestampOffset);
            out.endNest();
        }
        if (withMaster && flow.master.isPresent()) {
            TupleAttributes.write(out, CTA_TUPLE_MASTER, flow.master, TupleAttributes.NO_ZONE);
        }
        out.end();
    }

    /** Writes {@code IPCTNL_MSG_CT_DELETE} of the entry with this original tuple and zone. */
    void delete(MessageWriter out, int sequence, Flow flow) {
        out.begin(Ctnetlink.type(IPCTNL_MSG_CT_DELETE), Message.F_REQUEST, sequence);
        identify(out, flow);
        out.end();
    }

    /** Writes the body of a request that names an entry by its original tuple and zone. */
    void identify(MessageWriter out, Flow flow) {
        header(out, flow);
        original(out, flow);
        zone(out, flow);
    }

    private static void header(MessageWriter out, Flow flow) {
        if (!flow.original.isPresent()) {
            // Without a tuple the kernel takes a deletion to mean the whole table.
            throw new IllegalArgumentException("a flow without original tuple");
        }
        out.u8(flow.original.family).u8(0).u16be(0);
    }

    private static void zone(MessageWriter out, Flow flow) {
        if (flow.zone != 0 && flow.zoneScope == Flow.ZONE_BOTH) {
            out.attributeU16be(CTA_ZONE, flow.zone);
        }
    }

    private static void original(MessageWriter out, Flow flow) {
        boolean zoned = flow.zone != 0 && flow.zoneScope == Flow.ZONE_ORIGINAL;
        int zone = zoned ? flow.zone : TupleAttributes.NO_ZONE;
        TupleAttributes.write(out, CTA_TUPLE_ORIG, flow.original, zone);
    }

    /** The reply tuple goes out without NAT: the kernel derives it from the NAT attributes. */
    private void tuplesAndZone(MessageWriter out, Flow flow) {
        original(out, flow);
        inverse.invert(flow.original);
        boolean zoned = flow.zone != 0 && flow.zoneScope == Flow.ZONE_REPLY;
        int zone = zoned ? flow.zone : TupleAttributes.NO_ZONE;
        TupleAttributes.write(out, CTA_TUPLE_REPLY, inverse, zone);
        zone(out, flow);
    }

    private void helper(MessageWriter out, Flow flow) {
        System.arraycopy(flow.helper, 0, name, 0, flow.helperLength);
        name[flow.helperLength] = 0;
        out.nest(CTA_HELP);
        out.attributeBytes(CTA_HELP_NAME, name, 0, flow.helperLength + 1);
        out.endNest();
    }

    private static void adjustment(MessageWriter out, int type, SequenceAdjustment adjustment) {
        if (adjustment.isPresent()) {
            out.nest(type);
            out.attributeU32be(CTA_SEQADJ_CORRECTION_POS, adjustment.correctionPosition);
            out.attributeU32be(CTA_SEQADJ_OFFSET_BEFORE, adjustment.offsetBefore);
            out.attributeU32be(CTA_SEQADJ_OFFSET_AFTER, adjustment.offsetAfter);
            out.endNest();
        }
    }
}
