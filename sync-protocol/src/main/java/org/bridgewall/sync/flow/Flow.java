package org.bridgewall.sync.flow;

import java.util.Arrays;

/**
 * One conntrack entry as it is replicated: a mutable holder of primitive fields and inline arrays,
 * meant to be reused for every event (nothing is allocated).
 *
 * <p>Zero means "not there" for every field unless said otherwise. The fields are plain and public:
 * this class keeps no invariant of its own, {@link FlowCodec} makes the canonical bytes.
 *
 * <p>Thread rule: owned by one thread. Source: {@code linux/netfilter/nfnetlink_conntrack.h}.
 */
public final class Flow {
    /** {@link #zone} holds for both directions ({@code CTA_ZONE}). */
    public static final int ZONE_BOTH = 0;

    /** {@link #zone} holds for the original direction ({@code CTA_TUPLE_ZONE} there). */
    public static final int ZONE_ORIGINAL = 1;

    /** {@link #zone} holds for the reply direction. */
    public static final int ZONE_REPLY = 2;

    public static final int LABEL_BYTES = 16;

    /** {@code NF_CT_HELPER_NAME_LEN} without the closing NUL. */
    public static final int HELPER_NAME_BYTES = 15;

    public final Tuple original = new Tuple();

    /**
     * With NAT this is not the inverse of {@link #original}; that difference <em>is</em> the NAT.
     */
    public final Tuple reply = new Tuple();

    /** {@code IPS_*} bits of {@link FlowStatus}. */
    public int status;

    /** Seconds that the entry has left; meaningful only with {@link #hasTimeout}. */
    public int timeoutSeconds;

    public boolean hasTimeout;

    /** {@code TCP_CONNTRACK_*} (1 = SYN_SENT .. 9 = SYN_SENT2); 0 = not known. */
    public int tcpState;

    /** {@code IP_CT_TCP_FLAG_*}. */
    public int tcpFlagsOriginal;

    public int tcpFlagsReply;

    /** Window scale shift, 0..14; valid where {@code IP_CT_TCP_FLAG_WINDOW_SCALE} is set. */
    public int tcpWindowScaleOriginal;

    public int tcpWindowScaleReply;

    /** {@code SCTP_CONNTRACK_*}; 0 = not known. */
    public int sctpState;

    public int sctpVtagOriginal;
    public int sctpVtagReply;

    /** {@code CT_DCCP_*}; 0 = not known. */
    public int dccpState;

    /** {@code CT_DCCP_ROLE_CLIENT} 0, {@code CT_DCCP_ROLE_SERVER} 1. */
    public int dccpRole;

    public long dccpHandshakeSequence;

    /** {@code CTA_MARK}. */
    public int mark;

    /** {@code CTA_ZONE}, 0..65535. */
    public int zone;

    /** {@link #ZONE_BOTH}, {@link #ZONE_ORIGINAL} or {@link #ZONE_REPLY}. */
    public int zoneScope;

    /** Bitmap of connlabels as the kernel gives it (bit n is bit n%8 of byte n/8). */
    public final byte[] labels = new byte[LABEL_BYTES];

    /** Name of the helper in ASCII, its length in {@link #helperLength}. */
    public final byte[] helper = new byte[HELPER_NAME_BYTES];

    public int helperLength;

    /** Original tuple of the flow that this one is related to; absent for most. */
    public final Tuple master = new Tuple();

    public final SequenceAdjustment sequenceOriginal = new SequenceAdjustment();
    public final SequenceAdjustment sequenceReply = new SequenceAdjustment();

    /** {@code CTA_SYNPROXY_ISN}, {@code _ITS}, {@code _TSOFF}. */
    public int synproxyIsn;

    public int synproxyIts;
    public int synproxyTimestampOffset;

    public void clear() {
        clearIdentity();
        clearState();
    }

    void clearIdentity() {
        original.clear();
        zone = 0;
        zoneScope = 0;
    }

    /** Clears all that is not part of the flow's identity: the original tuple and zone stay. */
    void clearState() {
        reply.clear();
        status = 0;
        timeoutSeconds = 0;
        hasTimeout = false;
        tcpState = 0;
        tcpFlagsOriginal = 0;
        tcpFlagsReply = 0;
        tcpWindowScaleOriginal = 0;
        tcpWindowScaleReply = 0;
        sctpState = 0;
        sctpVtagOriginal = 0;
        sctpVtagReply = 0;
        dccpState = 0;
        dccpRole = 0;
        dccpHandshakeSequence = 0;
        mark = 0;
        Octets.clear(labels);
        if (helperLength != 0) {
            Arrays.fill(helper, (byte) 0);
            helperLength = 0;
        }
        master.clear();
        sequenceOriginal.clear();
        sequenceReply.clear();
        synproxyIsn = 0;
        synproxyIts = 0;
        synproxyTimestampOffset = 0;
    }

    public boolean hasLabels() {
        return !Octets.areZero(labels);
    }

    /**
     * Whether the flow was expected by another that this view does not name. No update event ever
     * names it (only the event of the flow's birth does): it has to be looked up.
     */
    public boolean lacksMaster() {
        return (status & FlowStatus.EXPECTED) != 0 && !master.isPresent();
    }

    public boolean hasProtocolState() {
        return (tcpState | sctpState | dccpState) != 0;
    }

    public boolean hasSynproxy() {
        return (synproxyIsn | synproxyIts | synproxyTimestampOffset) != 0;
    }

    /**
     * Whether the flow's destination is rewritten: answers do not come from where it was sent to.
     */
    public boolean hasDestinationNat() {
        return reply.isPresent()
                && (reply.sourcePort != original.destinationPort
                        || !Arrays.equals(reply.source, original.destination));
    }

    /** Whether the flow's source is rewritten: answers do not go to where it came from. */
    public boolean hasSourceNat() {
        return reply.isPresent()
                && (reply.destinationPort != original.sourcePort
                        || reply.icmpId != original.icmpId
                        || !Arrays.equals(reply.destination, original.source));
    }

    /**
     * Takes over from an older view of the same flow what an update event does not tell. The kernel
     * sends only what changed of: protocol state, labels, master, sequence adjustment, synproxy
     * ({@code ctnetlink_conntrack_event}); the rest is in every event.
     */
    public void inheritFrom(Flow older) {
        if (!hasProtocolState() && original.protocol == older.original.protocol) {
            tcpState = older.tcpState;
            tcpFlagsOriginal = older.tcpFlagsOriginal;
            tcpFlagsReply = older.tcpFlagsReply;
            tcpWindowScaleOriginal = older.tcpWindowScaleOriginal;
            tcpWindowScaleReply = older.tcpWindowScaleReply;
            sctpState = older.sctpState;
            sctpVtagOriginal = older.sctpVtagOriginal;
            sctpVtagReply = older.sctpVtagReply;
            dccpState = older.dccpState;
            dccpRole = older.dccpRole;
            dccpHandshakeSequence = older.dccpHandshakeSequence;
        }
        if (!hasLabels()) {
            System.arraycopy(older.labels, 0, labels, 0, LABEL_BYTES);
        }
        if (!master.isPresent()) {
            master.copyFrom(older.master);
        }
        if (!sequenceOriginal.isPresent() && !sequenceReply.isPresent()) {
            sequenceOriginal.copyFrom(older.sequenceOriginal);
            sequenceReply.copyFrom(older.sequenceReply);
        }
        if (!hasSynproxy()) {
            synproxyIsn = older.synproxyIsn;
            synproxyIts = older.synproxyIts;
            synproxyTimestampOffset = older.synproxyTimestampOffset;
        }
    }

    /** For people and logs: original tuple, zone and status. */
    @Override
    public String toString() {
        return original + (zone == 0 ? "" : " zone " + zone) + " " + FlowStatus.describe(status);
    }
}
