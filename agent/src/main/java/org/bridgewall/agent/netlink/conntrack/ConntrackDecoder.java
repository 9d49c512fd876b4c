package org.bridgewall.agent.netlink.conntrack;

import static org.bridgewall.agent.netlink.conntrack.Ctnetlink.*;

import org.bridgewall.agent.netlink.Attributes;
import org.bridgewall.agent.netlink.MalformedNetlinkException;
import org.bridgewall.agent.netlink.Message;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.SequenceAdjustment;

/**
 * A ctnetlink message as a {@link Flow}. What the message does not say is zero in the flow; an
 * update event says only what changed of some things ({@link Flow#inheritFrom}).
 *
 * <p>Thread rule: one thread. Allocates nothing once warm.
 */
final class ConntrackDecoder {
    /**
     * Decodes the message that the cursor stands on.
     *
     * @throws MalformedNetlinkException where it has no original tuple, or is damaged
     */
    void decode(Message message, Flow into) throws MalformedNetlinkException {
        into.clear();
        Attributes a = message.attributes(NFGENMSG_BYTES);
        while (a.next()) {
            switch (a.type()) {
                case CTA_TUPLE_ORIG ->
                        zone(TupleAttributes.read(a, into.original), Flow.ZONE_ORIGINAL, into);
                case CTA_TUPLE_REPLY ->
                        zone(TupleAttributes.read(a, into.reply), Flow.ZONE_REPLY, into);
                case CTA_STATUS -> into.status = a.u32be();
                case CTA_PROTOINFO -> ProtocolInfo.read(a, into);
                case CTA_HELP -> helper(a.nested(), into);
                case CTA_TIMEOUT -> {
                    into.timeoutSeconds = a.u32be();
                    into.hasTimeout = true;
                }
                case CTA_MARK -> into.mark = a.u32be();
                case CTA_TUPLE_MASTER -> TupleAttributes.read(a, into.master);
                case CTA_SEQ_ADJ_ORIG -> adjustment(a.nested(), into.sequenceOriginal);
                case CTA_SEQ_ADJ_REPLY -> adjustment(a.nested(), into.sequenceReply);
                case CTA_ZONE -> zone(a.u16be(), Flow.ZONE_BOTH, into);
                case CTA_LABELS -> a.copyUpTo(into.labels, 0, Flow.LABEL_BYTES);
                case CTA_SYNPROXY -> synproxy(a.nested(), into);
                default -> {} // counters, id, use, timestamps: not replicated
            }
        }
        if (!into.original.isPresent()) {
            throw new MalformedNetlinkException(
                    "a conntrack entry without original addresses", 0, CTA_TUPLE_ORIG);
        }
    }

    private static void zone(int zone, int scope, Flow into) {
        if (zone > 0) {
            into.zone = zone;
            into.zoneScope = scope;
        }
    }

    private static void helper(Attributes a, Flow into) throws MalformedNetlinkException {
        while (a.next()) {
            if (a.type() == CTA_HELP_NAME) {
                into.helperLength = 0;
                int length = Math.min(a.payloadBytes(), Flow.HELPER_NAME_BYTES);
                for (int i = 0; i < length && a.byteAt(i) != 0; i++) {
                    into.helper[into.helperLength++] = (byte) a.byteAt(i);
                }
            }
        }
    }

    private static void adjustment(Attributes a, SequenceAdjustment into)
            throws MalformedNetlinkException {
        while (a.next()) {
            switch (a.type()) {
                case CTA_SEQADJ_CORRECTION_POS -> into.correctionPosition = a.u32be();
                case CTA_SEQADJ_OFFSET_BEFORE -> into.offsetBefore = a.u32be();
                case CTA_SEQADJ_OFFSET_AFTER -> into.offsetAfter = a.u32be();
                default -> {}
            }
        }
    }

    private static void synproxy(Attributes a, Flow into) throws MalformedNetlinkException {
        while (a.next()) {
            switch (a.type()) {
                case CTA_SYNPROXY_ISN -> into.synproxyIsn = a.u32be();
                case CTA_SYNPROXY_ITS -> into.synproxyIts = a.u32be();
                case CTA_SYNPROXY_TSOFF -> into.synproxyTimestampOffset = a.u32be();
                default -> {}
            }
        }
    }
}
