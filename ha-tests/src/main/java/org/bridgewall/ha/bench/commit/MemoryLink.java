package org.bridgewall.ha.bench.commit;

import java.util.ArrayDeque;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.Wakeup;
import org.bridgewall.sync.netty.DatagramInput;
import org.bridgewall.sync.netty.DatagramReceiver;
import org.bridgewall.sync.session.DatagramOutput;
import org.jspecify.annotations.Nullable;

/**
 * A cable of memory: what one node sends, the other takes. As much as fits into the buffer of a
 * socket; the rest is lost.
 *
 * <p>Thread rule: one thread sends, one drains.
 */
final class MemoryLink implements DatagramInput, DatagramOutput {
    private static final int CAPACITY = 4096;

    private final ArrayDeque<byte[]> datagrams = new ArrayDeque<>();
    private final Wakeup arrival;

    private MemoryLink(Wakeup arrival) {
        this.arrival = arrival;
    }

    static MemoryLink create() throws LinuxException {
        return new MemoryLink(Wakeup.open());
    }

    @Override
    public void open() {}

    @Override
    public void send(int path, byte[] datagram, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(datagram, 0, copy, 0, length);
        synchronized (this) {
            if (datagrams.size() < CAPACITY) {
                datagrams.add(copy);
            }
        }
        arrival.signal();
    }

    @Override
    public int drain(DatagramReceiver receiver, int limit) {
        arrival.clear();
        int taken = 0;
        for (byte[] next = next(); next != null; next = next()) {
            receiver.onDatagram(0, next, next.length, System.nanoTime());
            taken++;
        }
        return taken;
    }

    private synchronized byte @Nullable [] next() {
        return datagrams.poll();
    }

    @Override
    public boolean unsent() {
        return false;
    }

    @Override
    public int[] descriptors() {
        return new int[] {arrival.fd()};
    }

    @Override
    public void close() {
        arrival.close();
    }
}
