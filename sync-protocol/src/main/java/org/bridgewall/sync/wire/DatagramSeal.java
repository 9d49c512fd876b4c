package org.bridgewall.sync.wire;

/**
 * What is around a frame on the wire: who sent it, and the proof of that. One object serves one
 * kind of frame (replication or adverts) and one thread.
 *
 * <p>Datagram: kind 1, key id 1, sender 4 (hash of cluster and node name), boot 8, counter 8, then
 * the frame (sealed: encrypted, and 16 bytes of tag). Numbers are big-endian.
 */
public sealed interface DatagramSeal permits AesGcmSeal, PlainSeal {
    /** Bytes that the most expensive seal adds. */
    int MAX_OVERHEAD_BYTES = 22 + 16;

    /** Wraps a frame; returns the length of the datagram. */
    int seal(byte[] frame, int length, byte[] datagram);

    /**
     * Unwraps a datagram. Returns the length of the frame, or -1 if it was refused, which is
     * counted.
     */
    int open(byte[] datagram, int offset, int length, byte[] frame);

    /** Takes a changed key file; without a seal there is nothing to change. */
    void rekey(KeyRing keys);

    /** Name of the sender of the last datagram that was opened. */
    String sender();

    /** What was refused, by reason. */
    RefusalCounters refusals();
}
