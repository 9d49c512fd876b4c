package org.bridgewall.ha.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.PlainSeal;
import org.bridgewall.sync.wire.SealIdentity;

/**
 * The seal, and the header where there is none. Every input stems from a datagram that was heard
 * before: none may be accepted, and after it the peer's next genuine datagram still must be.
 */
final class SealTarget implements FuzzTarget {
    private static final int HEARD = 40;
    private static final byte[] FRAME = "a frame".getBytes(StandardCharsets.UTF_8);

    private final AesGcmSeal sender = seal("b1", "b2");
    private final AesGcmSeal receiver = seal("b2", "b1");
    private final PlainSeal plain = new PlainSeal(FrameKind.REPLICATION, identity("b2", "b1"));
    private final List<byte[]> heard = new ArrayList<>();
    private long inputs;

    SealTarget() {
        for (int i = 0; i < HEARD; i++) {
            heard.add(genuine());
        }
        heard.forEach(this::mustOpen);
    }

    private static AesGcmSeal seal(String node, String peer) {
        KeyRing keys = new KeyRing(List.of(new byte[KeyRing.KEY_BYTES]));
        return new AesGcmSeal(FrameKind.REPLICATION, identity(node, peer), keys);
    }

    private static SealIdentity identity(String node, String peer) {
        return new SealIdentity("fuzz", node, 9, List.of(peer));
    }

    private byte[] genuine() {
        byte[] room = new byte[200];
        return Arrays.copyOf(room, sender.seal(FRAME, FRAME.length, room));
    }

    private void mustOpen(byte[] datagram) {
        byte[] frame = new byte[datagram.length];
        int length = receiver.open(datagram, 0, datagram.length, frame);
        if (!Arrays.equals(Arrays.copyOf(frame, Math.max(0, length)), FRAME)) {
            throw new PropertyBroken("a genuine datagram is refused: " + receiver.refusals().all());
        }
    }

    @Override
    public String name() {
        return "seal";
    }

    @Override
    public Shape shape() {
        return Shape.BYTES;
    }

    @Override
    public List<byte[]> examples() {
        return heard;
    }

    @Override
    public boolean accepts(byte[] input) {
        if (receiver.open(input, 0, input.length, new byte[input.length]) >= 0) {
            throw new PropertyBroken("opened what nobody sealed, or what was heard before");
        }
        if (plain.open(input, 0, input.length, new byte[input.length]) >= input.length) {
            throw new PropertyBroken("more came out of a plain datagram than went in");
        }
        if (inputs++ % 16 == 0) {
            mustOpen(genuine());
        }
        return false;
    }
}
