package org.bridgewall.sync.flow;

/**
 * A {@link Flow} as the key and the value of a replicated record: protobuf wire format, as {@code
 * flow.proto} describes it, written and read by hand so that nothing is allocated per event.
 *
 * <p>The bytes are canonical: one flow, one sequence of bytes. Unknown fields are passed over, so
 * that a newer peer may say more. The timeout is in neither part.
 *
 * <p>Thread rule: one codec per thread.
 */
public final class FlowCodec {
    /** No key is longer. */
    public static final int MAX_KEY_BYTES = 72;

    /** No value is longer. */
    public static final int MAX_VALUE_BYTES = 320;

    private final FieldWriter out = new FieldWriter();
    private final FieldReader in = new FieldReader();

    /**
     * Writes the identity of a flow: original tuple and zone.
     *
     * @param target has {@link #MAX_KEY_BYTES} from {@code offset} on
     * @return bytes written
     */
    public int encodeKey(Flow flow, byte[] target, int offset) {
        if (!flow.original.isPresent()) {
            throw new IllegalArgumentException("a flow without original tuple");
        }
        out.over(target, offset);
        int begun = out.beginMessage(1);
        TupleCodec.write(flow.original, out);
        out.endMessage(begun);
        out.uint32(2, flow.zone);
        out.uint32(3, flow.zoneScope);
        return out.position() - offset;
    }

    /**
     * Writes all the rest but the timeout.
     *
     * @param target has {@link #MAX_VALUE_BYTES} from {@code offset} on
     * @return bytes written
     */
    public int encodeValue(Flow flow, byte[] target, int offset) {
        out.over(target, offset);
        out.uint32(1, flow.status & FlowStatus.REPLICATED);
        if (flow.reply.isPresent() && !flow.reply.isInverseOf(flow.original)) {
            int begun = out.beginMessage(2);
            TupleCodec.write(flow.reply, out);
            out.endMessage(begun);
        }
        out.uint32(3, flow.tcpState);
        out.uint32(4, flow.tcpFlagsOriginal & TcpFlags.REPLICATED);
        out.uint32(5, flow.tcpFlagsReply & TcpFlags.REPLICATED);
        out.uint32(6, flow.tcpWindowScaleOriginal);
        out.uint32(7, flow.tcpWindowScaleReply);
        out.fixed32(8, flow.mark);
        out.uint32(9, flow.sctpState);
        out.fixed32(10, flow.sctpVtagOriginal);
        out.fixed32(11, flow.sctpVtagReply);
        out.uint32(12, flow.dccpState);
        out.uint32(13, flow.dccpRole);
        out.fixed64(14, flow.dccpHandshakeSequence);
        out.bytes(15, flow.labels, flow.hasLabels() ? Flow.LABEL_BYTES : 0);
        out.bytes(16, flow.helper, flow.helperLength);
        if (flow.master.isPresent()) {
            int begun = out.beginMessage(17);
            TupleCodec.write(flow.master, out);
            out.endMessage(begun);
        }
        writeAdjustment(18, flow.sequenceOriginal);
        writeAdjustment(19, flow.sequenceReply);
        if (flow.hasSynproxy()) {
            writeTriple(20, flow.synproxyIsn, flow.synproxyIts, flow.synproxyTimestampOffset);
        }
        return out.position() - offset;
    }

    /** Reads a key into a flow, whose other fields stay as they are: its value is read next. */
    public void decodeKey(byte[] source, int offset, int length, Flow into)
            throws MalformedFlowException {
        into.clearIdentity();
        in.over(source, offset, length);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> TupleCodec.read(in, into.original);
                case 2 -> into.zone = in.uint32(65535);
                case 3 -> into.zoneScope = in.uint32(Flow.ZONE_REPLY);
                default -> in.skip();
            }
        }
        if (!into.original.isPresent()) {
            throw in.malformed("a key without original tuple");
        }
    }

    /**
     * Reads a value into a flow whose key was read before; the timeout becomes unknown.
     *
     * @throws MalformedFlowException and leaves the flow half filled
     */
    public void decodeValue(byte[] source, int offset, int length, Flow into)
            throws MalformedFlowException {
        into.clearState();
        in.over(source, offset, length);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> into.status = in.uint32(0xffff);
                case 2 -> TupleCodec.read(in, into.reply);
                case 3 -> into.tcpState = in.uint32(255);
                case 4 -> into.tcpFlagsOriginal = in.uint32(255);
                case 5 -> into.tcpFlagsReply = in.uint32(255);
                case 6 -> into.tcpWindowScaleOriginal = in.uint32(255);
                case 7 -> into.tcpWindowScaleReply = in.uint32(255);
                case 8 -> into.mark = in.fixed32();
                case 9 -> into.sctpState = in.uint32(255);
                case 10 -> into.sctpVtagOriginal = in.fixed32();
                case 11 -> into.sctpVtagReply = in.fixed32();
                case 12 -> into.dccpState = in.uint32(255);
                case 13 -> into.dccpRole = in.uint32(255);
                case 14 -> into.dccpHandshakeSequence = in.fixed64();
                case 15 -> in.bytes(into.labels);
                case 16 -> into.helperLength = in.bytes(into.helper);
                case 17 -> TupleCodec.read(in, into.master);
                case 18 -> readAdjustment(into.sequenceOriginal);
                case 19 -> readAdjustment(into.sequenceReply);
                case 20 -> readSynproxy(into);
                default -> in.skip();
            }
        }
        if (!into.reply.isPresent()) {
            into.reply.invert(into.original);
        } else if (into.reply.family != into.original.family) {
            throw in.malformed("a reply tuple of another family than the original");
        }
    }

    private void writeAdjustment(int field, SequenceAdjustment from) {
        if (from.isPresent()) {
            writeTriple(field, from.correctionPosition, from.offsetBefore, from.offsetAfter);
        }
    }

    private void writeTriple(int field, int first, int second, int third) {
        int begun = out.beginMessage(field);
        out.fixed32(1, first);
        out.fixed32(2, second);
        out.fixed32(3, third);
        out.endMessage(begun);
    }

    private void readAdjustment(SequenceAdjustment into) throws MalformedFlowException {
        int outer = in.enter();
        into.clear();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> into.correctionPosition = in.fixed32();
                case 2 -> into.offsetBefore = in.fixed32();
                case 3 -> into.offsetAfter = in.fixed32();
                default -> in.skip();
            }
        }
        in.leave(outer);
    }

    private void readSynproxy(Flow into) throws MalformedFlowException {
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> into.synproxyIsn = in.fixed32();
                case 2 -> into.synproxyIts = in.fixed32();
                case 3 -> into.synproxyTimestampOffset = in.fixed32();
                default -> in.skip();
            }
        }
        in.leave(outer);
    }
}
