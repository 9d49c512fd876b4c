package org.bridgewall.sync.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlowFilterTest {
    private static final AddressPrefix CLIENT_NET =
            new AddressPrefix(new byte[] {(byte) 192, 0, 2, 0}, 25);
    private static final AddressPrefix SERVER =
            AddressPrefix.host(new byte[] {(byte) 198, 51, 100, 1});

    private final Flow flow = Examples.establishedTcp();

    @Test
    void aFlowWithAnEndInAnExceptedBlockIsNotReplicated() {
        assertThat(AddressFilter.except(List.of(CLIENT_NET)).replicates(flow)).isFalse();
        assertThat(AddressFilter.except(List.of(SERVER)).replicates(flow)).isFalse();
        assertThat(AddressFilter.only(List.of(SERVER)).replicates(flow)).isTrue();
        assertThat(AddressFilter.exceptLoopback().replicates(flow)).isTrue();
    }

    @Test
    void aPrefixEndsAtItsLastBit() {
        flow.original.source[3] = (byte) 128;
        assertThat(AddressFilter.except(List.of(CLIENT_NET)).replicates(flow)).isTrue();
        flow.original.source[3] = 127;
        assertThat(AddressFilter.except(List.of(CLIENT_NET)).replicates(flow)).isFalse();
    }

    @Test
    void anAddressThatAFlowIsOnlyTranslatedToIsNoEnd() {
        Examples.put(flow.reply.destination, 203, 0, 113, 1);
        AddressFilter own =
                AddressFilter.except(
                        List.of(AddressPrefix.host(new byte[] {(byte) 203, 0, 113, 1})));
        assertThat(own.replicates(flow)).isTrue();
    }

    @Test
    void aBlockOfOneFamilySaysNothingOfTheOther() {
        assertThat(AddressFilter.only(List.of(new AddressPrefix(new byte[16], 0))).replicates(flow))
                .isFalse();
    }

    @Test
    void loopbackStaysOnTheNode() {
        Examples.put(flow.original.source, 127, 3, 2, 1);
        assertThat(AddressFilter.exceptLoopback().replicates(flow)).isFalse();
    }

    @Test
    void protocolsAreChosenByNumber() {
        assertThat(ProtocolFilter.only(17).replicates(flow)).isFalse();
        assertThat(ProtocolFilter.only(6, 17).replicates(flow)).isTrue();
        assertThat(ProtocolFilter.except(6).replicates(flow)).isFalse();
        assertThatThrownBy(() -> ProtocolFilter.only(256)).hasMessageContaining("256");
    }

    @Test
    void onlyAnsweredFlowsWhereAsked() {
        assertThat(FlowFilter.ANSWERED.replicates(flow)).isTrue();
        flow.status &= ~FlowStatus.SEEN_REPLY;
        assertThat(FlowFilter.ANSWERED.replicates(flow)).isFalse();
        assertThat(FlowFilter.ALL.and(FlowFilter.ANSWERED).replicates(flow)).isFalse();
    }
}
