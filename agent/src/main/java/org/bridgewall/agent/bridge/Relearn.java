package org.bridgewall.agent.bridge;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.PacketSocket;

/**
 * Re-aims the switches after this node began to forward: for each learned host one frame with that
 * host as source, out of every leg but the host's own.
 *
 * <p>Never call it while the gate is closed: the switches would send the hosts' traffic into a
 * wall. That is the caller's duty.
 *
 * <p>Thread rule: {@link #announce} on one thread; it waits between bursts (about 1 ms for 256
 * frames), so not the election's. {@link #announceFirst} on any.
 */
public final class Relearn implements AutoCloseable {
    private static final int BURST_FRAMES = 256;
    private static final long BURST_PAUSE_NANOS = 500_000L;
    private static final long FULL_PAUSE_NANOS = 200_000L;
    private static final int FULL_RETRIES = 25;

    /** At most, and some 10 microseconds each. */
    private static final int FIRST_FRAMES = 128;

    private static final int WARM_UP_ROUNDS = 60;
    private static final int WARM_UP_HOSTS = 20;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};

    /**
     * Nearest-bridge group of LLDP: learned from, and never forwarded. IEEE 802.1AB section 7.1.
     */
    private static final byte[] NEAREST_BRIDGE = {0x01, (byte) 0x80, (byte) 0xc2, 0x00, 0x00, 0x0e};

    private final int vrid;
    private final List<PortSocket> legs;
    private final Sink wire = this::send;

    private Relearn(int vrid, List<PortSocket> legs) {
        this.vrid = vrid;
        this.legs = legs;
    }

    /**
     * Opens the ports for sending.
     *
     * @param ports all data ports, the uplink first; none: there is nobody to tell
     */
    public static Relearn open(int vrid, List<String> ports) throws LinuxException {
        List<PortSocket> legs = new ArrayList<>();
        try {
            for (String port : ports) {
                legs.add(new PortSocket(port, PacketSocket::openForSending));
            }
        } catch (LinuxException e) {
            legs.forEach(PortSocket::close);
            throw e;
        }
        Relearn relearn = new Relearn(vrid, List.copyOf(legs));
        if (!ports.isEmpty()) {
            relearn.warmUp();
        }
        return relearn;
    }

    /** Announces and sends nothing, so that the first announcement does not run cold code. */
    private void warmUp() {
        legs.forEach(PortSocket::refresh);
        List<LearnedHost> hosts = new ArrayList<>();
        for (int i = 1; i <= WARM_UP_HOSTS; i++) {
            hosts.add(new LearnedHost(i, i & 1, i & 2));
        }
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            var _ = new Round((leg, frame) -> frame.remaining(), true).announce(hosts, false);
            announceFirst(List.of());
        }
    }

    /**
     * Announces the hosts in the order given: the busy ones first.
     *
     * @return frames sent, the ports' own announcements not counted; a host behind a leg that this
     *     node does not have is announced on all
     */
    public int announce(List<LearnedHost> hosts, RelearnTarget target) {
        legs.forEach(PortSocket::refresh);
        return new Round(wire, true).announce(hosts, target == RelearnTarget.BROADCAST);
    }

    /**
     * Announces the first of the hosts, so many as take a millisecond, to {@link
     * RelearnTarget#OWN_PORT}; waits for nothing. {@link #announce} is to follow.
     */
    public void announceFirst(List<LearnedHost> hosts) {
        if (!legs.isEmpty()) {
            // On each leg the host, and before it the port in the host's VLAN.
            int most = Math.min(hosts.size(), FIRST_FRAMES / (2 * legs.size()));
            var _ = new Round(wire, false).announce(hosts.subList(0, most), false);
        }
    }

    private int send(int leg, ByteBuffer frame) {
        return legs.get(leg).send(frame);
    }

    /** Takes the frame for a leg: bytes sent or {@code -errno}. */
    @FunctionalInterface
    private interface Sink {
        int send(int leg, ByteBuffer frame);
    }

    /** One announcement. */
    private final class Round {
        private final ByteBuffer frame = ByteBuffer.allocate(WireHeader.MAX_FRAME_BYTES);
        private final Sink sink;
        private final boolean patient;
        private int burst;

        /**
         * @param patient whether it waits between bursts, and for a port whose queue is full
         */
        Round(Sink sink, boolean patient) {
            this.sink = sink;
            this.patient = patient;
        }

        int announce(List<LearnedHost> hosts, boolean everybody) {
            if (!everybody) {
                introducePorts(hosts);
            }
            int sent = 0;
            for (LearnedHost host : hosts) {
                for (int leg = 0; leg < legs.size(); leg++) {
                    if (leg != host.leg() && announce(host, leg, everybody)) {
                        sent++;
                    }
                }
            }
            return sent;
        }

        private boolean announce(LearnedHost host, int leg, boolean everybody) {
            byte[] destination = everybody ? BROADCAST : legs.get(leg).mac();
            return send(leg, destination, bytes(host.mac()), host.vlan());
        }

        private void introducePorts(List<LearnedHost> hosts) {
            TreeSet<Integer> vlans = new TreeSet<>();
            hosts.forEach(host -> vlans.add(host.vlan()));
            for (int leg = 0; leg < legs.size(); leg++) {
                for (int vlan : vlans) {
                    send(leg, NEAREST_BRIDGE, legs.get(leg).mac(), vlan);
                }
            }
        }

        private boolean send(int leg, byte[] destination, byte[] source, int vlan) {
            build(leg, destination, source, vlan);
            pace();
            int result = sink.send(leg, frame);
            for (int i = 0; patient && isFull(result) && i < FULL_RETRIES; i++) {
                LockSupport.parkNanos(FULL_PAUSE_NANOS);
                result = sink.send(leg, frame);
            }
            return result > 0;
        }

        private void build(int leg, byte[] destination, byte[] source, int vlan) {
            frame.clear();
            if (vlan == 0) {
                WireHeader.put(frame, destination, source, WireHeader.KIND_RELEARN, vrid, leg);
            } else {
                putTagged(destination, source, vlan, leg);
            }
            while (frame.position() < WireHeader.MIN_FRAME_BYTES) {
                frame.put((byte) 0);
            }
            frame.flip();
        }

        private void putTagged(byte[] destination, byte[] source, int vlan, int leg) {
            WireHeader.put(frame, destination, source, WireHeader.KIND_RELEARN, vrid, leg);
            int afterSource = WireHeader.ETHERTYPE_OFFSET;
            byte[] rest = new byte[frame.position() - afterSource];
            frame.get(afterSource, rest);
            frame.position(afterSource)
                    .putShort((short) ETHERTYPE_VLAN)
                    .putShort((short) vlan)
                    .put(rest);
        }

        private void pace() {
            if (patient && ++burst > BURST_FRAMES) {
                burst = 1;
                LockSupport.parkNanos(BURST_PAUSE_NANOS);
            }
        }
    }

    private static boolean isFull(int result) {
        return result == -Errno.EAGAIN || result == -Errno.ENOBUFS;
    }

    private static byte[] bytes(long mac) {
        byte[] bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (mac >>> (40 - 8 * i));
        }
        return bytes;
    }

    @Override
    public void close() {
        legs.forEach(PortSocket::close);
    }
}
