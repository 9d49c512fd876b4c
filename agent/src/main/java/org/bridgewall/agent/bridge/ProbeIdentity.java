package org.bridgewall.agent.bridge;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How this process recognises its own probes when they come back: a source address and, per leg, a
 * secret word that each probe carries.
 *
 * <p>The words are drawn anew whenever the gate opens. So a probe sent before that moment, and
 * still on its way through the path that has just been closed, is not taken for a second path; and
 * a word that was seen on the other side of the bridge while another node forwarded is worth
 * nothing to who would send it back. A station on one side never sees the words of the other side
 * while the gate is the only path.
 *
 * <p>The address is locally administered and random for each process; its last byte is the leg, so
 * that a switch which sees the probes of both legs (one of them across the forwarding node) does
 * not see one address move.
 *
 * <p>Thread rule: any thread.
 */
public final class ProbeIdentity {
    private static final int MAC_BYTES = 6;

    private final SecureRandom random;
    private final byte[] base = new byte[MAC_BYTES];
    private final AtomicLongArray cookies;

    /**
     * @param legs number of ports; leg 0 is the uplink
     */
    public ProbeIdentity(int legs, SecureRandom random) {
        if (legs < 1 || legs > WireHeader.MAX_LEGS) {
            throw new IllegalArgumentException(
                    "legs: " + legs + " (expected: 1 to " + WireHeader.MAX_LEGS + ")");
        }
        this.random = random;
        this.cookies = new AtomicLongArray(legs);
        random.nextBytes(base);
        base[0] = 0x02;
        renew();
    }

    public int legs() {
        return cookies.length();
    }

    /** Draws new secret words: probes sent before are strangers from now on. */
    public void renew() {
        for (int leg = 0; leg < cookies.length(); leg++) {
            long drawn;
            do {
                drawn = random.nextLong();
            } while (drawn == 0);
            cookies.set(leg, drawn);
        }
    }

    /** The secret word that probes out of a leg carry; never 0. */
    public long cookie(int leg) {
        return cookies.get(leg);
    }

    /** The source address of probes out of a leg. */
    public byte[] mac(int leg) {
        byte[] mac = base.clone();
        mac[MAC_BYTES - 1] = (byte) leg;
        return mac;
    }

    /** Whether the six bytes at {@code offset} are an address of this process. */
    boolean sent(byte[] frame, int offset) {
        for (int i = 0; i < MAC_BYTES - 1; i++) {
            if (frame[offset + i] != base[i]) {
                return false;
            }
        }
        return true;
    }
}
