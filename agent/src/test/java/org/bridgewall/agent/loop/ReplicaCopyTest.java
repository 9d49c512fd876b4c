package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bridgewall.sync.cache.ExternalCache;
import org.bridgewall.sync.flow.Flow;
import org.bridgewall.sync.flow.FlowCodec;
import org.bridgewall.sync.flow.FlowSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplicaCopyTest {
    private static final int FLOWS = 5_000;

    private final ReplicaCopy copy = new ReplicaCopy();

    @Test
    void theFlowsOfAllPeersAreRead() throws Exception {
        CompletableFuture<List<Integer>> read =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return ports(copy.flows());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        copy.make(List.of(cache(0, FLOWS), cache(FLOWS, FLOWS + 10), cache(0, 0)));
        copy.end();
        assertThat(read.get(30, TimeUnit.SECONDS))
                .hasSize(FLOWS + 10)
                .doesNotHaveDuplicates()
                .allMatch(port -> port >= 0 && port < FLOWS + 10);
    }

    @Test
    void aFlowIsReadAgainAfterLaterOnes() throws Exception {
        copy.make(List.of(cache(0, FLOWS)));
        copy.end();
        FlowSource flows = copy.flows();
        List<Integer> ports = ports(flows);
        Flow flow = new Flow();
        for (int index : new int[] {FLOWS - 1, 0, 2_047, 2_048, 4_095, 4_096, 1}) {
            assertThat(flows.read(index, flow)).isTrue();
            assertThat(flow.original.sourcePort).isEqualTo(ports.get(index));
        }
    }

    @Test
    void aFlowThatNobodyCanReadIsNotThere() throws Exception {
        copy.make(List.of(cache(0, 3), unreadable()));
        copy.end();
        assertThat(ports(copy.flows())).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void aCopyThatNeverBeganIsEmpty() throws Exception {
        copy.end();
        assertThat(copy.flows().size()).isZero();
    }

    /** Its only flow is one that no codec can read. */
    private static ExternalCache unreadable() {
        ExternalCache cache = new ExternalCache(1, 0);
        cache.put(RecordTypes.FLOW, new byte[] {1}, 0, 1, new byte[] {1}, 0, 1, 60, 0);
        return cache;
    }

    private static ExternalCache cache(int from, int to) {
        ExternalCache cache = new ExternalCache(1, 0);
        FlowCodec codec = new FlowCodec();
        byte[] key = new byte[FlowCodec.MAX_KEY_BYTES];
        byte[] value = new byte[FlowCodec.MAX_VALUE_BYTES];
        for (int port = from; port < to; port++) {
            Flow flow = new Flow();
            flow.original.family = 2;
            flow.original.protocol = 6;
            flow.original.sourcePort = port;
            flow.reply.invert(flow.original);
            int keyBytes = codec.encodeKey(flow, key, 0);
            int valueBytes = codec.encodeValue(flow, value, 0);
            cache.put(RecordTypes.FLOW, key, 0, keyBytes, value, 0, valueBytes, 60, 0);
        }
        return cache;
    }

    private static List<Integer> ports(FlowSource flows) {
        List<Integer> ports = new ArrayList<>();
        Flow flow = new Flow();
        for (int index = 0; index < flows.size(); index++) {
            if (flows.read(index, flow)) {
                ports.add(flow.original.sourcePort);
            }
        }
        return ports;
    }
}
