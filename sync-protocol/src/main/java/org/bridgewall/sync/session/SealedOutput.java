package org.bridgewall.sync.session;

import org.bridgewall.sync.wire.DatagramSeal;

/** Seals frames on their way out. Thread rule: the replication thread. */
final class SealedOutput {
    private final DatagramSeal seal;
    private final DatagramOutput output;
    private final byte[] datagram;

    SealedOutput(DatagramSeal seal, DatagramOutput output, int maxFrameBytes) {
        this.seal = seal;
        this.output = output;
        datagram = new byte[maxFrameBytes + 256 + DatagramSeal.MAX_OVERHEAD_BYTES];
    }

    void send(int path, byte[] frame, int length) {
        output.send(path, datagram, seal.seal(frame, length, datagram));
    }
}
