package org.bridgewall.sync.session;

import org.bridgewall.sync.wire.DatagramSeal;

/** Seals frames on their way out. Thread rule: the replication thread. */
final class SealedOutput {
    private final DatagramSeal seal;
    private final DatagramOutput output;
    private final byte[] datagram;
    private int overheadBytes;

    SealedOutput(DatagramSeal seal, DatagramOutput output, int maxFrameBytes) {
        this.seal = seal;
        this.output = output;
        datagram = new byte[maxFrameBytes + 256 + DatagramSeal.MAX_OVERHEAD_BYTES];
    }

    void send(int path, byte[] frame, int length) {
        int sealed = seal.seal(frame, length, datagram);
        overheadBytes = sealed - length;
        output.send(path, datagram, sealed);
    }

    void flush() {
        output.flush();
    }

    /** Length of the shortest frame that was too long for the path; 0 = none was. */
    int takeTooLong(int path) {
        return Math.max(0, output.takeTooLong(path) - overheadBytes);
    }
}
