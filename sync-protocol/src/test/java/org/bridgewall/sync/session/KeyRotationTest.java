package org.bridgewall.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.Refusal;
import org.bridgewall.sync.wire.SealIdentity;
import org.junit.jupiter.api.Test;

/** The operator's procedure, step by step and node by node, while flows change all the time. */
class KeyRotationTest {
    private static final long MILLI = 1_000_000L;

    private final ArrayDeque<byte[]> toA = new ArrayDeque<>();
    private final ArrayDeque<byte[]> toB = new ArrayDeque<>();
    private final SyncNode a = node("a", "b", toB);
    private final SyncNode b = node("b", "a", toA);
    private long now;
    private int born;

    @Test
    void aKeyIsReplacedUnderTrafficAndNotOneDatagramIsRefused() {
        run(1_000);
        a.rekey(keys(1, 2));
        run(300);
        b.rekey(keys(1, 2));
        run(300);
        a.rekey(keys(2, 1));
        run(300);
        b.rekey(keys(2, 1));
        run(300);
        a.rekey(keys(2));
        run(300);
        b.rekey(keys(2));
        run(1_000);
        for (SyncNode node : List.of(a, b)) {
            assertThat(node.refusals().all().values()).allMatch(count -> count == 0);
            assertThat(node.status().peers().getFirst().counters().sessions()).isEqualTo(1);
            assertThat(node.status().peers().getFirst().counters().datagramsLost()).isZero();
        }
        assertThat(b.external("a").orElseThrow().size()).isGreaterThan(3_000);
    }

    @Test
    void aNodeThatWasForgottenIsNotHeardUntilItsFileHasTheKeyToo() {
        run(1_000);
        a.rekey(keys(2));
        run(1_000);
        assertThat(b.refusals().get(Refusal.UNKNOWN_KEY)).isPositive();
        int before = b.external("a").orElseThrow().size();
        b.rekey(keys(2));
        run(1_000);
        assertThat(b.external("a").orElseThrow().size()).isGreaterThan(before + 1_000);
        assertThat(b.status().peers().getFirst().reachable()).isTrue();
    }

    private SyncNode node(String name, String peer, ArrayDeque<byte[]> wire) {
        SealIdentity identity = new SealIdentity("test", name, 1, List.of(peer));
        SyncNode node =
                new SyncNode(
                        SessionConfig.defaults(name, 1),
                        name.hashCode(),
                        new AesGcmSeal(FrameKind.REPLICATION, identity, keys(1)),
                        List.of(new PeerLinks(peer, List.of("link"))),
                        (path, bytes, length) -> wire.add(Arrays.copyOf(bytes, length)),
                        new SplittableRandom(name.hashCode()),
                        0);
        node.internal().markLoaded();
        return node;
    }

    private static KeyRing keys(int... fills) {
        return new KeyRing(
                Arrays.stream(fills)
                        .mapToObj(fill -> {
                            byte[] key = new byte[KeyRing.KEY_BYTES];
                            Arrays.fill(key, (byte) fill);
                            return key;
                        })
                        .toList());
    }

    private void run(int millis) {
        for (int i = 0; i < millis; i++, now += MILLI) {
            byte[] key = ("flow" + born++).getBytes(StandardCharsets.UTF_8);
            a.internal().put(1, key, 0, key.length, key, 0, key.length, 60, now);
            deliver(toA, a);
            deliver(toB, b);
            a.poll(now);
            b.poll(now);
        }
    }

    private void deliver(ArrayDeque<byte[]> wire, SyncNode to) {
        for (int i = wire.size(); i > 0; i--) {
            byte[] datagram = wire.remove();
            to.onDatagram(0, datagram, 0, datagram.length, now);
        }
    }
}
