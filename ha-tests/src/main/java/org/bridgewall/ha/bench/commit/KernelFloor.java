package org.bridgewall.ha.bench.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.bridgewall.agent.linux.NetlinkSocket;
import org.bridgewall.agent.linux.ReceiveBatch;
import org.bridgewall.agent.netlink.conntrack.ConntrackCommit;
import org.bridgewall.ha.bench.sync.BenchFlows;
import org.bridgewall.sync.flow.FlowSnapshot;

/**
 * What the kernel alone takes: the very datagrams of a commit, written beforehand, sent one after
 * the other, the answers read after each. A C program would do these two system calls and no more.
 *
 * <p>Thread rule: one thread.
 */
final class KernelFloor implements AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;
    private static final int ERROR_BYTES = 512;

    private final NetlinkSocket socket;
    private final ReceiveBatch answers = new ReceiveBatch(128, ERROR_BYTES);
    private final List<ByteBuffer> datagrams;

    KernelFloor(int flows) throws IOException {
        FlowSnapshot snapshot = new FlowSnapshot();
        BenchFlows generator = new BenchFlows();
        for (int i = 0; i < flows; i++) {
            snapshot.add(generator.flow(i));
        }
        try (ConntrackCommit commit = ConntrackCommit.open()) {
            datagrams = commit.requests(snapshot);
        }
        socket = NetlinkSocket.open(NetlinkSocket.NETFILTER);
        socket.receiveBufferForce(BUFFER_BYTES);
        socket.sendBufferForce(BUFFER_BYTES);
    }

    /** Sends all once; no answer may come, since all must be taken. Returns the nanoseconds. */
    long run() throws IOException {
        long began = System.nanoTime();
        for (ByteBuffer datagram : datagrams) {
            socket.send(datagram.position(0));
            if (socket.receive(answers, false) != 0) {
                throw new IOException("the kernel refused an entry of the floor");
            }
        }
        return System.nanoTime() - began;
    }

    @Override
    public void close() {
        socket.close();
    }
}
