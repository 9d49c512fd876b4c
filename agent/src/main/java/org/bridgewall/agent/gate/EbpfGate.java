package org.bridgewall.agent.gate;

import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.bridge.ProbeIdentity;
import org.bridgewall.agent.bridge.WireHeader;
import org.bridgewall.agent.bridge.WireTap;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetDevice;

/**
 * The gate as an eBPF classifier on tcx ingress (Linux 6.6), with the deadline in a page of shared
 * memory: opening, renewing and closing are one store each, without a system call.
 *
 * <p>A renewal is a compare-and-set against the value last written here, so that it fails once the
 * kernel's program has put 0 there: the loop guard, or the first frame after the deadline. What is
 * left is a renewal between the deadline and the next frame; the clock is therefore read again
 * after the store, and the store undone if the old deadline had passed by then.
 *
 * <p>Untouched by {@code nft flush ruleset}, by a link that flaps, and by the death of this
 * process.
 *
 * <p>Thread rule: as {@link Gate}.
 */
public final class EbpfGate implements Gate {
    private final String description;
    private final GateOptions options;
    private final EbpfFence fence;
    private final LeasePage page;

    /** The deadline last written by the owner thread; 0 = none. */
    private long heldNanos;

    private EbpfGate(String description, GateOptions options, EbpfFence fence, LeasePage page) {
        this.description = description;
        this.options = options;
        this.fence = fence;
        this.page = page;
    }

    /**
     * Fences the ports: when it returns, no frame enters through any of them unless the lease
     * holds. Of what an earlier process left, an open lease stays as it is, without a gap.
     *
     * @param description for {@link Gate#description}
     * @throws LinuxException a port is missing, or the kernel refuses; ports without a fence before
     *     are without one again
     */
    public static EbpfGate install(GateOptions options, String description) throws LinuxException {
        EbpfFence fence = EbpfFence.adoptOrCreate(options.vrid(), options.ports());
        LeasePage page = fence.page();
        EbpfGate gate = new EbpfGate(description, options, fence, page);
        for (int leg = 0; leg < WIDEST; leg++) {
            gate.announceLeg(leg);
        }
        List<String> touched = new ArrayList<>();
        try {
            for (String port : options.ports()) {
                if (fence.attach(port)) {
                    touched.add(port);
                }
            }
        } catch (LinuxException e) {
            for (String port : touched) {
                EbpfFence.remove(port);
            }
            fence.ears().forEach(PortEar::close);
            throw e;
        }
        gate.adoptLease(System.nanoTime());
        return gate;
    }

    /**
     * The deadline that an eBPF fence of the instance has on its ports; 0 = closed, or there is
     * none.
     */
    static long deadlineLeft(GateOptions options) throws LinuxException {
        return EbpfFence.adopt(options.vrid(), options.ports())
                .map(LeasePage::deadlineNanos)
                .orElse(0L);
    }

    /** Takes eBPF fences off the ports, if there are any. */
    static void removeLeft(GateOptions options) throws LinuxException {
        if (!EbpfFence.isSupported(options.ports())) {
            return;
        }
        for (String port : options.ports()) {
            EbpfFence.remove(port);
        }
    }

    private static final int WIDEST = WireHeader.MAX_LEGS;

    private void adoptLease(long nowNanos) {
        long found = page.deadlineNanos();
        if (found != 0 && nowNanos - found >= 0) {
            page.moveDeadline(found, 0);
            found = 0;
        }
        heldNanos = found;
    }

    private void announceLeg(int leg) {
        ProbeIdentity probes = options.probes();
        if (leg < probes.legs()) {
            page.leg(leg, probes.cookie(leg), NetDevice.indexOf(options.ports().get(leg)));
        } else {
            page.leg(leg, 0, 0);
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean absoluteDeadline() {
        return true;
    }

    @Override
    public long deadlineNanos() {
        return page.deadlineNanos();
    }

    @Override
    public boolean isOpen(long nowNanos) {
        long deadline = page.deadlineNanos();
        return deadline != 0 && nowNanos - deadline < 0;
    }

    @Override
    public void open(long deadlineNanos) {
        if (deadlineNanos <= 0) {
            throw new IllegalArgumentException("deadline: " + deadlineNanos + " (expected: > 0)");
        }
        ProbeIdentity probes = options.probes();
        probes.renew();
        for (int leg = 0; leg < probes.legs(); leg++) {
            page.cookie(leg, probes.cookie(leg));
        }
        heldNanos = deadlineNanos;
        page.deadlineNanos(deadlineNanos);
    }

    @Override
    public boolean renew(long deadlineNanos, long nowNanos) {
        long held = heldNanos;
        boolean renewed =
                held != 0
                        && nowNanos - held < 0
                        && page.moveDeadline(held, deadlineNanos)
                        && System.nanoTime() - held < 0;
        if (!renewed) {
            close();
            return false;
        }
        heldNanos = deadlineNanos;
        return true;
    }

    @Override
    public void close() {
        heldNanos = 0;
        page.deadlineNanos(0);
    }

    @Override
    public void uninstall() throws LinuxException {
        removeLeft(options);
    }

    @Override
    public List<? extends WireTap> taps() {
        return fence.ears();
    }

    @Override
    public long loopGuardTrips() {
        return page.trips();
    }

    @Override
    public long expiries() {
        return page.expiries();
    }

    @Override
    public long refusedFrames() {
        return page.refused();
    }

    @Override
    public List<FenceGap> verify() {
        return options.ports().stream().flatMap(port -> fence.gap(port).stream()).toList();
    }

    @Override
    public void fence(String port) throws LinuxException {
        int leg = options.ports().indexOf(port);
        if (leg < 0) {
            throw new IllegalArgumentException(
                    "port: " + port + " (expected: one of " + options.ports() + ")");
        }
        announceLeg(leg);
        fence.attach(port);
    }
}
