package org.bridgewall.sync.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlowTest {
    @Test
    void anUpdateInheritsWhatItDoesNotSay() {
        Flow older = Examples.longest();
        Flow update = new Flow();
        update.original.copyFrom(older.original);
        update.reply.copyFrom(older.reply);
        update.status = FlowStatus.CONFIRMED;
        update.mark = 4;

        update.inheritFrom(older);

        assertThat(update.tcpState).isEqualTo(older.tcpState);
        assertThat(update.tcpWindowScaleReply).isEqualTo(older.tcpWindowScaleReply);
        assertThat(update.labels).isEqualTo(older.labels);
        assertThat(update.master).isEqualTo(older.master);
        assertThat(update.sequenceReply.offsetAfter).isEqualTo(-1);
        assertThat(update.synproxyIsn).isEqualTo(-1);
    }

    @Test
    void anUpdateKeepsWhatItSays() {
        Flow older = Examples.longest();
        Flow update = Examples.establishedTcp();
        update.original.protocol = older.original.protocol;
        update.labels[0] = 1;

        update.inheritFrom(older);

        assertThat(update.tcpState).isEqualTo(3);
        assertThat(update.mark).isEqualTo(13);
        assertThat(update.labels[0]).isEqualTo((byte) 1);
        assertThat(update.labels[1]).isEqualTo((byte) 0);
    }

    @Test
    void natIsTheDifferenceBetweenReplyAndInverse() {
        Flow flow = Examples.establishedTcp();
        assertThat(flow.hasSourceNat()).isFalse();
        assertThat(flow.hasDestinationNat()).isFalse();

        flow.reply.destinationPort++;
        assertThat(flow.hasSourceNat()).isTrue();
        assertThat(flow.hasDestinationNat()).isFalse();

        flow.reply.invert(flow.original);
        flow.reply.source[3]++;
        assertThat(flow.hasSourceNat()).isFalse();
        assertThat(flow.hasDestinationNat()).isTrue();
    }

    @Test
    void theAnswerToAnEchoRequestIsAnEchoReply() {
        Tuple request = new Tuple();
        request.family = Tuple.AF_INET6;
        request.protocol = 58;
        request.icmpType = 128;
        request.icmpId = 9;
        Tuple reply = new Tuple();

        reply.invert(request);

        assertThat(reply.icmpType).isEqualTo(129);
        assertThat(reply.isInverseOf(request)).isTrue();
    }

    @Test
    void clearLeavesNothingBehind() {
        Flow flow = Examples.longest();
        flow.hasTimeout = true;
        flow.timeoutSeconds = 5;

        flow.clear();

        assertThat(flow).usingRecursiveComparison().isEqualTo(new Flow());
    }

    @Test
    void aSnapshotGivesBackFlowsAndTimeouts() {
        FlowSnapshot snapshot = new FlowSnapshot();
        Flow flow = Examples.establishedTcp();
        for (int i = 0; i < 5_000; i++) {
            flow.original.sourcePort = i;
            flow.reply.invert(flow.original);
            flow.hasTimeout = i % 2 == 0;
            flow.timeoutSeconds = i;
            snapshot.add(flow);
        }
        FlowBytes bytes = FlowBytes.of(flow);
        snapshot.add(bytes.key(), bytes.value(), 9);
        snapshot.add(bytes.key(), Arrays.copyOf(new byte[] {8}, 1), 9);

        Flow read = new Flow();
        assertThat(snapshot.read(4_998, read)).isTrue();
        assertThat(read.original.sourcePort).isEqualTo(4_998);
        assertThat(read.timeoutSeconds).isEqualTo(4_998);
        assertThat(snapshot.read(4_999, read)).isTrue();
        assertThat(read.hasTimeout).isFalse();
        assertThat(snapshot.read(5_000, read)).isTrue();
        assertThat(FlowBytes.of(read)).isEqualTo(bytes);
        assertThat(snapshot.read(5_001, read)).as("a damaged record").isFalse();
        assertThat(snapshot.size()).isEqualTo(5_002);
    }

    @Test
    void peopleReadTuples() {
        assertThat(Examples.establishedTcp())
                .hasToString("tcp 192.0.2.1:1234 > 198.51.100.1:443 SEEN_REPLY,ASSURED,CONFIRMED");
    }
}
