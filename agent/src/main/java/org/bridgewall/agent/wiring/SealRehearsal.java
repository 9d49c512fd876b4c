package org.bridgewall.agent.wiring;

import java.security.SecureRandom;
import java.util.List;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.SealIdentity;

/**
 * Seals and opens until the cipher is compiled. In a young process a datagram takes it a
 * millisecond, and a hand-over is some ten of them, one after the other, while no gate is open;
 * after this it takes some microseconds.
 *
 * <p>Thread rule: a thread of its own, which gives way to all others; the key is made up here, and
 * nothing is sent.
 */
final class SealRehearsal {
    /** About a quarter of a second. */
    private static final int DATAGRAMS = 10_000;

    /** An advert, and a full datagram of the replication. */
    private static final int[] FRAME_BYTES = {200, 1_400};

    private SealRehearsal() {}

    static void start() {
        var _ =
                Thread.ofPlatform()
                        .name("seal-rehearsal")
                        .daemon()
                        .start(() -> {
                            Realtime.giveWay();
                            run();
                        });
    }

    /** Returns how many datagrams came out as they went in. */
    static int run() {
        byte[] key = new byte[KeyRing.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        KeyRing keys = new KeyRing(List.of(key));
        DatagramSeal from = seal(keys, "from", "to");
        DatagramSeal to = seal(keys, "to", "from");
        byte[] frame = new byte[2_048];
        byte[] datagram = new byte[frame.length];
        byte[] opened = new byte[frame.length];
        int whole = 0;
        for (int i = 0; i < DATAGRAMS; i++) {
            int bytes = FRAME_BYTES[i % FRAME_BYTES.length];
            int sealed = from.seal(frame, bytes, datagram);
            whole += to.open(datagram, 0, sealed, opened) == bytes ? 1 : 0;
        }
        return whole;
    }

    private static DatagramSeal seal(KeyRing keys, String node, String peer) {
        return new AesGcmSeal(
                FrameKind.ADVERT, new SealIdentity("rehearsal", node, 1, List.of(peer)), keys);
    }
}
