package org.bridgewall.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Random;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowBytes;
import org.bridgewall.sync.flow.MalformedFlowException;
import org.bridgewall.sync.flow.RandomFlows;
import org.bridgewall.sync.flow.SequenceAdjustment;
import org.bridgewall.sync.flow.Tuple;
import org.junit.jupiter.api.Test;

/** The generated classes of {@code flow.proto} judge the codec that is written by hand. */
class FlowSchemaTest {
    private static final int FLOWS = 5_000;

    @Test
    void generatedClassesReadWhatTheCodecWrote() throws InvalidProtocolBufferException {
        long seed = 11;
        RandomFlows flows = new RandomFlows(new Random(seed));
        for (int i = 0; i < FLOWS; i++) {
            Flow flow = flows.next();
            FlowBytes bytes = FlowBytes.of(flow);
            assertThat(FlowKey.parseFrom(bytes.key())).as("seed %d", seed).isEqualTo(key(flow));
            assertThat(FlowState.parseFrom(bytes.value()))
                    .as("seed %d, flow %d", seed, i)
                    .isEqualTo(state(flow));
        }
    }

    @Test
    void theCodecWritesAndReadsWhatTheGeneratedClassesWrite() throws MalformedFlowException {
        long seed = 12;
        RandomFlows flows = new RandomFlows(new Random(seed));
        for (int i = 0; i < FLOWS; i++) {
            Flow flow = flows.next();
            FlowBytes generated = new FlowBytes(key(flow).toByteArray(), state(flow).toByteArray());
            assertThat(FlowBytes.of(flow)).as("seed %d, flow %d", seed, i).isEqualTo(generated);
            assertThat(FlowBytes.of(generated.decode())).isEqualTo(generated);
        }
    }

    private static FlowKey key(Flow flow) {
        return FlowKey.newBuilder()
                .setOriginal(tuple(flow.original))
                .setZone(flow.zone)
                .setZoneScopeValue(flow.zoneScope)
                .build();
    }

    private static FlowState state(Flow flow) {
        FlowState.Builder state =
                FlowState.newBuilder()
                        .setStatus(flow.status)
                        .setTcpState(flow.tcpState)
                        .setTcpFlagsOriginal(flow.tcpFlagsOriginal)
                        .setTcpFlagsReply(flow.tcpFlagsReply)
                        .setTcpWindowScaleOriginal(flow.tcpWindowScaleOriginal)
                        .setTcpWindowScaleReply(flow.tcpWindowScaleReply)
                        .setMark(flow.mark)
                        .setSctpState(flow.sctpState)
                        .setSctpVtagOriginal(flow.sctpVtagOriginal)
                        .setSctpVtagReply(flow.sctpVtagReply)
                        .setDccpState(flow.dccpState)
                        .setDccpRole(flow.dccpRole)
                        .setDccpHandshakeSequence(flow.dccpHandshakeSequence)
                        .setHelperBytes(ByteString.copyFrom(flow.helper, 0, flow.helperLength));
        if (!flow.reply.isInverseOf(flow.original)) {
            state.setReply(tuple(flow.reply));
        }
        if (flow.hasLabels()) {
            state.setLabels(ByteString.copyFrom(flow.labels));
        }
        if (flow.master.isPresent()) {
            state.setMaster(tuple(flow.master));
        }
        if (flow.sequenceOriginal.isPresent()) {
            state.setSequenceOriginal(adjustment(flow.sequenceOriginal));
        }
        if (flow.sequenceReply.isPresent()) {
            state.setSequenceReply(adjustment(flow.sequenceReply));
        }
        if (flow.hasSynproxy()) {
            state.getSynproxyBuilder()
                    .setIsn(flow.synproxyIsn)
                    .setIts(flow.synproxyIts)
                    .setTimestampOffset(flow.synproxyTimestampOffset);
        }
        return state.build();
    }

    private static TupleMessage tuple(Tuple tuple) {
        return TupleMessage.newBuilder()
                .setProtocol(tuple.protocol)
                .setSource(ByteString.copyFrom(tuple.source, 0, tuple.addressBytes()))
                .setDestination(ByteString.copyFrom(tuple.destination, 0, tuple.addressBytes()))
                .setSourcePort(tuple.sourcePort)
                .setDestinationPort(tuple.destinationPort)
                .setIcmpType(tuple.icmpType)
                .setIcmpCode(tuple.icmpCode)
                .setIcmpId(tuple.icmpId)
                .build();
    }

    private static SequenceAdjustmentMessage adjustment(SequenceAdjustment adjustment) {
        return SequenceAdjustmentMessage.newBuilder()
                .setCorrectionPosition(adjustment.correctionPosition)
                .setOffsetBefore(adjustment.offsetBefore)
                .setOffsetAfter(adjustment.offsetAfter)
                .build();
    }
}
