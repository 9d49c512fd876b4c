package org.bridgewall.agent.wiring;

import java.security.SecureRandom;
import java.util.List;
import org.bridgewall.agent.config.SecurityConfig;
import org.bridgewall.agent.linux.Realtime;
import org.bridgewall.sync.wire.AesGcmSeal;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.KeyRing;
import org.bridgewall.sync.wire.SealIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals and opens until the cipher is compiled. In a young process a datagram takes it a
 * millisecond, and a hand-over is some ten of them, one after the other, while no gate is open;
 * after this it takes some microseconds.
 *
 * <p>Thread rule: a thread of its own, which gives way to all others; the key is made up here, and
 * nothing is sent.
 */
final class SealRehearsal {
    /** About a quarter of a second; some seconds where others want the processors. */
    private static final int DATAGRAMS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(SealRehearsal.class);

    /** An advert, and a full datagram of the replication. */
    private static final int[] FRAME_BYTES = {200, 1_400};

    private volatile boolean over;

    private SealRehearsal() {}

    /** Begins it, where there is a cipher. */
    static SealRehearsal start(SecurityConfig security) {
        SealRehearsal rehearsal = new SealRehearsal();
        if (security instanceof SecurityConfig.PreSharedKey) {
            var _ =
                    Thread.ofPlatform()
                            .name("seal-rehearsal")
                            .daemon()
                            .start(rehearsal::giveWayAndRun);
        } else {
            rehearsal.over = true;
        }
        return rehearsal;
    }

    /** Whether it is over. Any thread. */
    boolean over() {
        return over;
    }

    private void giveWayAndRun() {
        Realtime.giveWay();
        long begun = System.nanoTime();
        int whole = run();
        over = true;
        log.info(
                "the cipher is rehearsed: {} datagrams in {} ms",
                whole,
                (System.nanoTime() - begun) / 1_000_000);
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
