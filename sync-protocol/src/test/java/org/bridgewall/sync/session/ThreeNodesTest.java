package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;
import org.junit.jupiter.api.Test;

/** Three nodes, each with a session to both others; every node is a source (multi-primary). */
class ThreeNodesTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final long MILLI = 1_000_000L;

    private record Datagram(int to, int path, List<Byte> bytes) {}

    private final List<Datagram> wire = new ArrayList<>();
    private final SyncNode[] nodes = new SyncNode[3];
    private int dead = -1;
    private long now;

    ThreeNodesTest() {
        for (int i = 0; i < 3; i++) {
            nodes[i] = node(i);
        }
    }

    private SyncNode node(int self) {
        List<String> peers = NAMES.stream().filter(n -> !n.equals(NAMES.get(self))).toList();
        SyncNode node =
                new SyncNode(
                        SessionConfig.defaults(NAMES.get(self), 1)
                                .with(change -> change.tombstoneAllowance(100)),
                        9,
                        new PlainSeal(
                                FrameKind.REPLICATION,
                                new SealIdentity("t", NAMES.get(self), 1, peers)),
                        peers.stream().map(p -> new PeerLinks(p, List.of("to-" + p))).toList(),
                        (path, bytes, length) -> send(self, peers.get(path), bytes, length),
                        new SplittableRandom(self),
                        0);
        node.internal().markLoaded();
        return node;
    }

    private void send(int from, String to, byte[] bytes, int length) {
        int target = NAMES.indexOf(to);
        int path = from < target ? from : from - 1;
        List<Byte> copy = new ArrayList<>();
        for (byte b : Arrays.copyOf(bytes, length)) {
            copy.add(b);
        }
        if (from != dead && target != dead) {
            wire.add(new Datagram(target, path, copy));
        }
    }

    private void run(long millis) {
        for (long end = now + millis * MILLI; now < end; now += MILLI) {
            List<Datagram> arriving = List.copyOf(wire);
            wire.clear();
            for (Datagram datagram : arriving) {
                byte[] bytes = new byte[datagram.bytes().size()];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = datagram.bytes().get(i);
                }
                nodes[datagram.to()].onDatagram(datagram.path(), bytes, 0, bytes.length, now);
            }
            for (int i = 0; i < 3; i++) {
                if (i != dead) {
                    nodes[i].poll(now);
                }
            }
        }
    }

    @Test
    void everyNodeHoldsEveryOtherNodesFlowsAndADeadOneHoldsUpNobody() {
        for (int i = 0; i < 300; i++) {
            put(i % 3, "flow" + i);
        }
        run(1000);
        assertThat(held("a", 1)).isEqualTo(100);
        assertThat(held("a", 2)).isEqualTo(100);
        assertThat(held("c", 0)).isEqualTo(100);
        dead = 2;
        for (int i = 300; i < 1500; i++) {
            put(0, "flow" + i);
            run(1);
            remove(0, "flow" + (i - 150));
        }
        run(1000);
        assertThat(nodes[0].holdsUpTo("b", Long.MAX_VALUE)).isTrue();
        assertThat(nodes[0].holdsUpTo("c", Long.MAX_VALUE)).isFalse();
        assertThat(nodes[0].internal().tombstones()).isLessThan(300);
        dead = -1;
        run(3000);
        for (int i = 0; i < 3; i++) {
            for (String peer : NAMES) {
                if (NAMES.indexOf(peer) != i) {
                    assertThat(nodes[i].session(peer).orElseThrow().proven()).isTrue();
                }
            }
        }
        assertThat(held("a", 2)).isEqualTo(nodes[0].internal().size());
    }

    private int held(String owner, int holder) {
        return nodes[holder].external(owner).orElseThrow().size();
    }

    private void put(int node, String key) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        nodes[node].internal().put(1, k, 0, k.length, k, 0, k.length, 60, now);
    }

    private void remove(int node, String key) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        nodes[node].internal().remove(1, k, 0, k.length, now);
    }
}
