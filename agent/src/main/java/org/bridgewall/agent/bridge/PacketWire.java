package org.bridgewall.agent.bridge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.PacketPoll;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.linux.Reservation;
import org.bridgewall.agent.linux.SocketFilter;

/**
 * The wire through packet sockets, one for each port, with a filter in the kernel and one receiving
 * thread for all. They hear the spanning trees too: a second socket would cost each packet that
 * crosses another look.
 *
 * <p>Thread rule: as {@link Wire}. The receiving thread asks for {@code SCHED_FIFO}, because in a
 * storm it has to see its own probe come back. Therefore nobody may keep it busy: it takes at most
 * {@value #FRAMES_PER_TURN} frames of a port, then rests for a millisecond, and the kernel drops
 * what does not fit its queue. Of a spanning tree it takes the first frame in each half second and
 * has the kernel's filter drop the others, so that a flood of BPDUs does not push out the probes.
 */
public final class PacketWire implements Wire {
    private static final int POLL_MILLIS = 100;
    static final int FRAMES_PER_TURN = 32;
    static final long REST_NANOS = 1_000_000L;
    static final long REFRESH_NANOS = 500_000_000L;

    /** Of each 30 ms. */
    private static final long RESERVED_NANOS = 8_000_000L;

    private final WireFrames frames;
    private final WireListener listener;
    private final ObjLongConsumer<String> bpdus;
    private final List<PortSocket> legs;
    private final LongAdder ignored = new LongAdder();
    private final byte[] incoming = new byte[WireHeader.MAX_FRAME_BYTES];

    /** Taps whose filter lets only probes through until the next refresh. */
    private final Set<PacketSocket> sated = new HashSet<>();

    private final SocketFilter everything;
    private final SocketFilter probesOnly;
    private final Thread receiver;
    private final PacketPoll glance;
    private volatile boolean running = true;

    /** Whether the receiver may have taken a frame that the listener was not given yet. */
    private volatile boolean receiving;

    private PacketWire(
            int vrid,
            ProbeIdentity identity,
            List<PortSocket> legs,
            WireListener listener,
            ObjLongConsumer<String> bpdus,
            int priority) {
        this.frames = new WireFrames(vrid, identity);
        this.everything = WireFrames.probesAndBpdus(vrid);
        this.probesOnly = WireFrames.probes(vrid);
        this.legs = legs;
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
     * @param priority of the receiving thread where it must be {@code SCHED_FIFO}; 0 = leave it as
     *     it is
     */
    public static PacketWire open(
            int vrid,
            List<String> ports,
            ProbeIdentity identity,
            WireListener listener,
            ObjLongConsumer<String> bpdus,
            int priority)
            throws LinuxException {
        if (ports.size() != identity.legs()) {
            throw new IllegalArgumentException(
                    "ports: " + ports + " (expected: as many as legs, " + identity.legs() + ")");
        }
        List<PortSocket> legs = new ArrayList<>();
        try {
            for (String port : ports) {
                legs.add(new PortSocket(port, device -> listen(device, vrid)));
            }
        } catch (LinuxException e) {
            legs.forEach(PortSocket::close);
            throw e;
        }
        PacketWire wire =
                new PacketWire(vrid, identity, List.copyOf(legs), listener, bpdus, priority);
        wire.receiver.start();
        return wire;
    }

    private static PacketSocket listen(String device, int vrid) throws LinuxException {
        return PacketSocket.open(
                device,
                WireFrames.probesAndBpdus(vrid),
                List.of(WireHeader.probeGroup(), BpduWatch.group()));
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
            // In this order: what is in no socket any more has been taken.
            return glance.await(sockets(), 0) != 0 || receiving;
        }
    }

    private List<PacketSocket> sockets() {
        return legs.stream().map(PortSocket::receiving).toList();
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
            poll.await(sockets(), POLL_MILLIS);
            receiving = true;
            boolean more = false;
            for (PortSocket leg : legs) {
                more |= drain(leg);
            }
            if (more) {
                LockSupport.parkNanos(REST_NANOS);
            }
            long now = System.nanoTime();
            if (now - refreshedNanos >= REFRESH_NANOS) {
                refreshedNanos = now;
                sated.removeIf(tap -> filter(tap, everything));
                legs.forEach(PortSocket::refresh);
            }
        }
    }

    /** True if there may be more. */
    private boolean drain(PortSocket leg) {
        PacketSocket socket = leg.receiving();
        for (int i = 0; i < FRAMES_PER_TURN; i++) {
            int length = socket.receive(incoming);
            if (length <= 0) {
                return false;
            }
            long now = System.nanoTime();
            if (BpduWatch.isBpdu(incoming, length)) {
                bpdus.accept(leg.port(), now);
                if (!sated.contains(socket) && filter(socket, probesOnly)) {
                    sated.add(socket);
                }
            } else if (!frames.deliver(incoming, length, leg.port(), now, listener)) {
                ignored.increment();
            }
        }
        return true;
    }

    /** False if the kernel has no memory for it: the filter stays as it was. */
    private static boolean filter(PacketSocket tap, SocketFilter filter) {
        try {
            tap.filter(filter);
            return true;
        } catch (LinuxException e) {
            return false;
        }
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
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
