package org.bridgewall.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AesGcmSealTest {
    private static final byte[] FRAME =
            "the frame".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private final DatagramSeal alice = seal(FrameKind.REPLICATION, "alice", "bob", 1, keys(1));
    private final AesGcmSeal bob = seal(FrameKind.REPLICATION, "bob", "alice", 1, keys(1));
    private final byte[] opened = new byte[2048];

    @Test
    void aSealedFrameOpensAndNamesItsSender() {
        byte[] datagram = sealed(alice);
        assertThat(open(bob, datagram)).isEqualTo(FRAME.length);
        assertThat(Arrays.copyOf(opened, FRAME.length)).isEqualTo(FRAME);
        assertThat(bob.sender()).isEqualTo("alice");
        assertThat(new String(datagram, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("the frame");
    }

    @Test
    void aReplayIsRefusedAlsoAfterManyMore() {
        byte[] first = sealed(alice);
        open(bob, first);
        assertRefused(bob, first, Refusal.REPLAYED);
        for (int i = 0; i < 5000; i++) {
            open(bob, sealed(alice));
        }
        assertRefused(bob, first, Refusal.REPLAYED);
    }

    @Test
    void reorderingWithinTheWindowIsNoReplay() {
        byte[] first = sealed(alice);
        byte[] second = sealed(alice);
        assertThat(open(bob, second)).isPositive();
        assertThat(open(bob, first)).isPositive();
        assertRefused(bob, second, Refusal.REPLAYED);
    }

    @Test
    void everyFlippedBitIsRefused() {
        open(bob, sealed(alice));
        byte[] datagram = sealed(alice);
        for (int bit = 0; bit < datagram.length * 8; bit++) {
            byte[] forged = datagram.clone();
            forged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(open(bob, forged)).as("bit %s", bit).isNegative();
        }
        assertThat(open(bob, datagram)).as("forgeries leave no mark").isPositive();
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] datagram = sealed(alice);
        for (int length = 0; length < datagram.length; length++) {
            assertThat(bob.open(datagram, 0, length, opened)).isNegative();
        }
        assertThat(bob.refusals().get(Refusal.TOO_SHORT)).isEqualTo(22 + 16);
        assertThat(bob.refusals().get(Refusal.BAD_SEAL)).isEqualTo(FRAME.length);
    }

    @Test
    void aReflectedDatagramIsRefused() {
        assertRefused(alice, sealed(alice), Refusal.REFLECTED);
    }

    @Test
    void anotherClusterWithTheSameKeyIsRefused() {
        SealIdentity other = new SealIdentity("other", "alice", 1, List.of("bob"));
        byte[] datagram = sealed(new AesGcmSeal(FrameKind.REPLICATION, other, keys(1)));
        assertRefused(bob, datagram, Refusal.UNKNOWN_SENDER);
    }

    @Test
    void anotherKeyAnotherKindAndNoSealAreRefused() {
        byte[] wrongKey = sealed(seal(FrameKind.REPLICATION, "alice", "bob", 1, keys(2)));
        assertRefused(bob, wrongKey, Refusal.UNKNOWN_KEY);
        byte[] advert = sealed(seal(FrameKind.ADVERT, "alice", "bob", 1, keys(1)));
        assertRefused(bob, advert, Refusal.WRONG_KIND);
        SealIdentity identity = new SealIdentity("c", "alice", 1, List.of("bob"));
        byte[] plain = sealed(new PlainSeal(FrameKind.REPLICATION, identity));
        assertRefused(bob, plain, Refusal.WRONG_SECURITY);
    }

    @Test
    void aKeyIsRotatedWithoutAGap() {
        AesGcmSeal both = seal(FrameKind.REPLICATION, "bob", "alice", 1, keys(1, 2));
        AesGcmSeal sender = seal(FrameKind.REPLICATION, "alice", "bob", 1, keys(1));
        assertThat(open(both, sealed(sender))).isPositive();
        sender.rekey(keys(2, 1));
        assertThat(open(both, sealed(sender))).isPositive();
        both.rekey(keys(2));
        assertThat(open(both, sealed(sender))).isPositive();
    }

    @Test
    void aFloodOfForgedStartsIsMostlyRefusedUnseenAndARealRestartIsStillHeard() {
        byte[] forged = sealed(alice);
        for (int i = 0; i < 10_000; i++) {
            forged[6] = (byte) (i >> 8);
            forged[7] = (byte) (i | 1);
            open(bob, forged);
        }
        assertThat(bob.refusals().get(Refusal.BAD_SEAL)).isBetween(64L, 800L);
        assertThat(bob.refusals().get(Refusal.TOO_MANY_BOOTS)).isGreaterThan(9_000);
        assertThat(open(bob, sealed(alice))).as("not heard before, one of many").isNegative();
        DatagramSeal restarted = seal(FrameKind.REPLICATION, "alice", "bob", 9, keys(1));
        int heard = 0;
        for (int i = 0; i < 20; i++) {
            heard += open(bob, sealed(restarted)) > 0 ? 1 : 0;
        }
        assertThat(heard).isPositive();
    }

    @Test
    void aKnownStartIsHeardWhateverIsForgedBesides() {
        open(bob, sealed(alice));
        byte[] forged = sealed(alice);
        forged[6] = 1;
        for (int i = 0; i < 1_000; i++) {
            forged[7] = (byte) i;
            open(bob, forged);
            assertThat(open(bob, sealed(alice))).isPositive();
        }
    }

    @Test
    void anAdvertOfAnEarlierBootIsRefusedUnlessConfirmed() {
        AesGcmSeal receiver = seal(FrameKind.ADVERT, "bob", "alice", 1, keys(1));
        DatagramSeal early = seal(FrameKind.ADVERT, "alice", "bob", 5, keys(1));
        DatagramSeal late = seal(FrameKind.ADVERT, "alice", "bob", 6, keys(1));
        assertThat(open(receiver, sealed(early))).isPositive();
        assertThat(open(receiver, sealed(late))).isPositive();
        assertRefused(receiver, sealed(early), Refusal.OLD_BOOT);
        receiver.confirm("alice", 5);
        assertThat(open(receiver, sealed(early))).isPositive();
    }

    @Test
    void plainSealsStillTellClustersAndReflectionsApart() {
        PlainSeal a = new PlainSeal(FrameKind.ADVERT, new SealIdentity("c", "a", 1, List.of("b")));
        PlainSeal b = new PlainSeal(FrameKind.ADVERT, new SealIdentity("c", "b", 1, List.of("a")));
        PlainSeal x = new PlainSeal(FrameKind.ADVERT, new SealIdentity("x", "a", 1, List.of("b")));
        assertThat(open(b, sealed(a))).isEqualTo(FRAME.length);
        assertRefused(a, sealed(a), Refusal.REFLECTED);
        assertRefused(b, sealed(x), Refusal.UNKNOWN_SENDER);
        assertRefused(b, sealed(alice), Refusal.WRONG_KIND);
    }

    private static AesGcmSeal seal(
            FrameKind kind, String self, String peer, long boot, KeyRing keys) {
        return new AesGcmSeal(kind, new SealIdentity("c", self, boot, List.of(peer)), keys);
    }

    private static KeyRing keys(int... fills) {
        return new KeyRing(
                Arrays.stream(fills)
                        .mapToObj(fill -> {
                            byte[] key = new byte[32];
                            Arrays.fill(key, (byte) fill);
                            return key;
                        })
                        .toList());
    }

    private static byte[] sealed(DatagramSeal seal) {
        byte[] datagram = new byte[2048];
        return Arrays.copyOf(datagram, seal.seal(FRAME, FRAME.length, datagram));
    }

    private int open(DatagramSeal seal, byte[] datagram) {
        return seal.open(datagram, 0, datagram.length, opened);
    }

    private void assertRefused(DatagramSeal seal, byte[] datagram, Refusal reason) {
        long before = seal.refusals().get(reason);
        assertThat(open(seal, datagram)).isNegative();
        assertThat(seal.refusals().get(reason)).as("%s", reason).isEqualTo(before + 1);
    }
}
