package org.bridgewall.agent.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.PacketPoll;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.linux.Reservation;

/**
 * The wire: a packet socket for each port to send through, a {@link WireTap} for each to hear by,
 * and one receiving thread for all. The taps are the fence's, or else those sockets.
 *
 * <p>Thread rule: as {@link Wire}. The receiving thread asks for {@code SCHED_FIFO}, because in a
 * storm it has to see its own probe come back. Therefore nobody may keep it busy: it takes at most
 * {@value #FRAMES_PER_TURN} frames of a port, then rests for a millisecond, and the kernel drops
 * what does not fit its queue.
 */
public final class PacketWire implements Wire {
    private static final int POLL_MILLIS = 100;
    static final int FRAMES_PER_TURN = 32;
    private static final int BACKLOG_FRAMES = 256;
    static final long REST_NANOS = 1_000_000L;
    static final long REFRESH_NANOS = 500_000_000L;
    static final List<byte[]> GROUPS = List.of(WireHeader.probeGroup(), BpduWatch.group());

    /** Of each 30 ms. */
    private static final long RESERVED_NANOS = 8_000_000L;

    private final WireFrames frames;
    private final WireListener listener;
    private final ObjLongConsumer<String> bpdus;
    private final List<PortSocket> legs;
    private final List<? extends WireTap> taps;
    private final long[] treesTold;
    private final LongAdder ignored = new LongAdder();
    private final byte[] incoming = new byte[WireHeader.MAX_FRAME_BYTES];
    private final Thread receiver;
    private final PacketPoll glance;
    private volatile boolean running = true;

    /** Whether the receiver may have taken a frame that the listener was not given yet. */
    private volatile boolean receiving;

    private PacketWire(
            int vrid,
            ProbeIdentity identity,
            List<PortSocket> legs,
            List<? extends WireTap> taps,
            WireListener listener,
            ObjLongConsumer<String> bpdus,
            int priority) {
        this.frames = new WireFrames(vrid, identity);
        this.legs = legs;
        this.taps = taps;
        this.treesTold = new long[taps.size()];
        this.glance = new PacketPoll(legs.size());
        this.listener = listener;
        this.bpdus = bpdus;
        this.receiver =
                Thread.ofPlatform().name("wire").daemon().unstarted(() -> receive(priority));
    }

    /**
     * Opens the ports and starts to listen.
     *
     * @param vrid the instance; frames of others are not seen
     * @param ports all data ports, the uplink first
     * @param identity of this process's probes, shared with the gate
     * @param bpdus told of spanning trees on the wire's thread: the port, {@link System#nanoTime()}
     * @param given how the ports are heard, in their order, closed with the wire; empty: through
     *     packet sockets
     * @param priority of the receiving thread where it must be {@code SCHED_FIFO}; 0 = leave it as
     *     it is
     */
    public static PacketWire open(
            int vrid,
            List<String> ports,
            ProbeIdentity identity,
            WireListener listener,
            ObjLongConsumer<String> bpdus,
            List<? extends WireTap> given,
            int priority)
            throws LinuxException {
        if (ports.size() != identity.legs()) {
            throw new IllegalArgumentException(
                    "ports: " + ports + " (expected: as many as legs, " + identity.legs() + ")");
        }
        List<PortSocket> legs = new ArrayList<>();
        try {
            for (String port : ports) {
                legs.add(
                        given.isEmpty()
                                ? new PortSocket(port, device -> SocketTap.open(device, vrid))
                                : new PortSocket(
                                        port,
                                        device -> PacketSocket.openForSending(device, GROUPS)));
            }
        } catch (LinuxException e) {
            legs.forEach(PortSocket::close);
            given.forEach(WireTap::close);
            throw e;
        }
        List<? extends WireTap> taps =
                given.isEmpty()
                        ? legs.stream().map(socket -> new SocketTap(socket, vrid)).toList()
                        : given;
        PacketWire wire = new PacketWire(vrid, identity, legs, taps, listener, bpdus, priority);
        taps.forEach(wire::forget);
        wire.receiver.start();
        return wire;
    }

    /** What came in before anybody listened would be taken for news. */
    private void forget(WireTap tap) {
        for (int i = 0; i < BACKLOG_FRAMES && tap.receive(incoming) >= 0; i++) {
            ignored.increment();
        }
    }

    @Override
    public int send(Payloads payloads) {
        int sent = 0;
        for (int leg = 0; leg < legs.size(); leg++) {
            if (legs.get(leg).send(frames.probe(leg, payloads.of(leg))) > 0) {
                sent++;
            }
        }
        return sent;
    }

    @Override
    public boolean behind() {
        synchronized (glance) {
            // In this order: what is in no tap any more has been taken.
            return glance.await(taps, 0) != 0 || receiving;
        }
    }

    @Override
    public long ignoredFrames() {
        return ignored.sum();
    }

    private void receive(int priority) {
        Reservation reservation = new Reservation(RESERVED_NANOS, priority);
        PacketPoll poll = new PacketPoll(legs.size());
        long refreshedNanos = System.nanoTime();
        while (running) {
            if (priority > 0) {
                var _ = reservation.hold();
            }
            receiving = false;
            poll.await(taps, POLL_MILLIS);
            receiving = true;
            boolean more = false;
            for (int leg = 0; leg < taps.size(); leg++) {
                more |= drain(leg);
            }
            if (more) {
                LockSupport.parkNanos(REST_NANOS);
            }
            long now = System.nanoTime();
            if (now - refreshedNanos >= REFRESH_NANOS) {
                refreshedNanos = now;
                taps.forEach(WireTap::refresh);
                legs.forEach(PortSocket::refresh);
            }
        }
    }

    /** True if there may be more. */
    private boolean drain(int leg) {
        WireTap tap = taps.get(leg);
        String port = legs.get(leg).port();
        int length = 0;
        for (int i = 0; i < FRAMES_PER_TURN && length >= 0; i++) {
            length = tap.receive(incoming);
            if (length > 0
                    && !frames.deliver(incoming, length, port, System.nanoTime(), listener)) {
                ignored.increment();
            }
        }
        long tree = tap.treeNanos();
        if (tree != treesTold[leg]) {
            treesTold[leg] = tree;
            bpdus.accept(port, tree);
        }
        return length >= 0;
    }

    @Override
    public void close() {
        running = false;
        boolean interrupted = false;
        while (receiver.isAlive()) {
            try {
                receiver.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        legs.forEach(PortSocket::close);
        taps.forEach(WireTap::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
