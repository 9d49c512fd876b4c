package org.bridgewall.agent.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.PacketPoll;
import org.bridgewall.agent.linux.PacketSocket;
import org.bridgewall.agent.linux.Realtime;

/**
 * The wire through packet sockets, one for each port, with a filter in the kernel and one receiving
 * thread for all. They hear the spanning trees too: a second socket would cost each packet that
 * crosses another look.
 *
 * <p>Thread rule: as {@link Wire}. The receiving thread asks for {@code SCHED_FIFO}, because in a
 * storm it has to see its own probe come back.
 */
public final class PacketWire implements Wire {
    private static final int POLL_MILLIS = 100;
    private static final int FRAMES_PER_TURN = 64;
    private static final long REFRESH_NANOS = 500_000_000L;

    private final WireFrames frames;
    private final WireListener listener;
    private final BpduWatch bpdus;
    private final List<PortSocket> legs;
    private final LongAdder ignored = new LongAdder();
    private final byte[] incoming = new byte[WireHeader.MAX_FRAME_BYTES];
    private final Thread receiver;
    private volatile boolean running = true;

    private PacketWire(
            WireFrames frames,
            List<PortSocket> legs,
            WireListener listener,
            BpduWatch bpdus,
            int priority) {
        this.frames = frames;
        this.legs = legs;
        this.listener = listener;
        this.bpdus = bpdus;
        this.receiver =
                Thread.ofPlatform()
                        .name("wire")
                        .daemon()
                        .unstarted(() -> {
                            if (priority > 0) {
                                Realtime.fifo(priority);
                            }
                            receive();
                        });
    }

    /**
     * Opens the ports and starts to listen.
     *
     * @param vrid the instance; frames of others are not seen
     * @param ports all data ports, the uplink first
     * @param identity of this process's probes, shared with the gate
     * @param bpdus told of spanning trees
     * @param priority of the receiving thread under {@code SCHED_FIFO}; 0 = leave it as it is
     */
    public static PacketWire open(
            int vrid,
            List<String> ports,
            ProbeIdentity identity,
            WireListener listener,
            BpduWatch bpdus,
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
                new PacketWire(
                        new WireFrames(vrid, identity),
                        List.copyOf(legs),
                        listener,
                        bpdus,
                        priority);
        wire.receiver.start();
        return wire;
    }

    private static PacketSocket listen(String device, int vrid) throws LinuxException {
        return PacketSocket.open(
                device,
                WireFrames.filter(vrid),
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
    public long ignoredFrames() {
        return ignored.sum();
    }

    private void receive() {
        PacketPoll poll = new PacketPoll(legs.size());
        long refreshedNanos = System.nanoTime();
        while (running) {
            poll.await(legs.stream().map(PortSocket::receiving).toList(), POLL_MILLIS);
            for (PortSocket leg : legs) {
                drain(leg);
            }
            long now = System.nanoTime();
            if (now - refreshedNanos >= REFRESH_NANOS) {
                refreshedNanos = now;
                legs.forEach(PortSocket::refresh);
            }
        }
    }

    private void drain(PortSocket leg) {
        PacketSocket socket = leg.receiving();
        for (int i = 0; i < FRAMES_PER_TURN; i++) {
            int length = socket.receive(incoming);
            if (length <= 0) {
                return;
            }
            long now = System.nanoTime();
            if (BpduWatch.isBpdu(incoming, length)) {
                bpdus.heard(leg.port(), now);
            } else if (!frames.deliver(incoming, length, leg.port(), now, listener)) {
                ignored.increment();
            }
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
