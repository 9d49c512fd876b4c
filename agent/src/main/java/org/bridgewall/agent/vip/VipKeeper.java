package org.bridgewall.agent.vip;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.config.AddressPrefix;
import org.bridgewall.agent.config.VipConfig;
import org.bridgewall.agent.netlink.address.InterfaceAddress;
import org.bridgewall.agent.netlink.address.InterfaceAddresses;
import org.bridgewall.agent.netlink.link.Links;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the virtual addresses of one instance in the kernel for as long as this node leads, and
 * tells the neighbours: at once, again after a moment, and every minute.
 *
 * <p>An address is set with a lifetime that ends shortly after the lease, and prolonged with it: an
 * agent that is dead or frozen does not leave one behind for ever, the kernel takes it away. Each
 * carries {@link #PROTOCOL}, so that the next start finds what the last one left, even if the
 * configuration has changed since.
 *
 * <p>Thread rule: any thread. {@link #hold} and {@link #release} only note what is wanted and wake
 * the keeper's own thread; {@link #settle} does it at once.
 */
public final class VipKeeper implements AutoCloseable {
    /** {@code IFA_PROTO} of our addresses; the kernel uses 1 to 3 ({@code linux/if_addr.h}). */
    public static final int PROTOCOL = 0xb7;

    private static final Logger log = LoggerFactory.getLogger(VipKeeper.class);
    private static final long SECOND = 1_000_000_000L;
    private static final long TURN_NANOS = 250_000_000L;
    private static final long PROLONG_NANOS = 500_000_000L;
    private static final long DEFEND_NANOS = SECOND;

    /** When to announce after the addresses came, and from then on each last step. */
    private static final long[] ANNOUNCE_AFTER_NANOS = {
        0, SECOND / 5, SECOND, 5 * SECOND, 60 * SECOND
    };

    /** The kernel's clock for lifetimes has whole seconds. */
    private static final long SPARE_SECONDS = 1;

    private final String instance;
    private final List<VipDevice> devices;
    private final InterfaceAddresses kernel;
    private final Links links;
    private final Thread thread;
    private volatile long heldUntilNanos;
    private volatile boolean wanted;
    private volatile boolean running = true;
    private volatile VipStatus status;
    private boolean set;
    private boolean settledOnce;
    private long setAtNanos;
    private long prolongedNanos;
    private int announcements;
    private long announceAtNanos;
    private String error = "";
    private String conflict = "";
    private long conflictNanos;
    private long defendedNanos;

    @SuppressWarnings("this-escape")
    private VipKeeper(
            String instance, List<VipDevice> devices, InterfaceAddresses kernel, Links links) {
        this.instance = instance;
        this.devices = devices;
        this.kernel = kernel;
        this.links = links;
        this.status = new VipStatus(configured(), 0, "", "", 0);
        this.thread = Thread.ofPlatform().name("vip-" + instance).daemon().unstarted(this::run);
    }

    /**
     * A keeper whose addresses are as the kernel has them: held for the rest of their lifetime, or
     * not at all. Call {@link #start} once it is known what is wanted.
     */
    public static VipKeeper open(String instance, List<VipConfig> vips) throws IOException {
        Map<String, List<AddressPrefix>> byDevice = new LinkedHashMap<>();
        for (VipConfig vip : vips) {
            byDevice.computeIfAbsent(vip.device(), _ -> new ArrayList<>()).add(vip.address());
        }
        List<VipDevice> devices = new ArrayList<>();
        Links links = Links.open();
        try {
            for (var each : byDevice.entrySet()) {
                devices.add(new VipDevice(each.getKey(), links, each.getValue()));
            }
            VipKeeper keeper =
                    new VipKeeper(instance, List.copyOf(devices), InterfaceAddresses.open(), links);
            keeper.adopt();
            return keeper;
        } catch (IOException e) {
            devices.forEach(VipDevice::close);
            links.close();
            throw e;
        }
    }

    /**
     * Removes what an earlier agent of this machine left and no instance claims any more.
     *
     * @param claimed the virtual addresses of all instances
     */
    public static void sweep(List<VipConfig> claimed) throws IOException {
        List<AddressPrefix> ours = claimed.stream().map(VipConfig::address).toList();
        try (InterfaceAddresses kernel = InterfaceAddresses.open()) {
            for (InterfaceAddress each : kernel.list()) {
                AddressPrefix prefix = new AddressPrefix(each.address(), each.prefixLength());
                if (each.protocol() == PROTOCOL && !ours.contains(prefix)) {
                    kernel.remove(each);
                    log.warn("removed {}, left behind by an earlier agent", prefix);
                }
            }
        }
    }

    private void adopt() throws IOException {
        List<InterfaceAddress> present = present();
        set = !present.isEmpty();
        if (configured() > 0 && present.size() == configured()) {
            long valid = Long.MAX_VALUE;
            for (InterfaceAddress each : present) {
                valid = Math.min(valid, each.validSeconds());
            }
            if (valid > SPARE_SECONDS && valid < InterfaceAddress.FOREVER) {
                heldUntilNanos = System.nanoTime() + (valid - SPARE_SECONDS) * SECOND;
                wanted = true;
            }
        }
    }

    /** Begins to follow what is wanted; without addresses there is nothing to do. */
    public void start() {
        if (configured() > 0) {
            thread.start();
        }
    }

    /** The addresses are wanted here until then; tell it again before. */
    public void hold(long deadlineNanos) {
        boolean wake = !wanted;
        heldUntilNanos = deadlineNanos;
        wanted = true;
        if (wake) {
            LockSupport.unpark(thread);
        }
    }

    /** The addresses are not wanted here any more. */
    public void release() {
        boolean wake = wanted;
        wanted = false;
        if (wake) {
            LockSupport.unpark(thread);
        }
    }

    /** Until when they are wanted here; 0: they are not. */
    public long heldUntilNanos() {
        return wanted ? heldUntilNanos : 0;
    }

    /** Whether the kernel had all of them when last looked. */
    public boolean complete() {
        return status.held() == status.configured();
    }

    public VipStatus status() {
        return status;
    }

    private void run() {
        while (running) {
            settle();
            LockSupport.parkNanos(this, TURN_NANOS);
        }
    }

    /** Makes the kernel as it is wanted, announces what is due, and looks for other claims. */
    public synchronized void settle() {
        long now = System.nanoTime();
        boolean hold = wanted && heldUntilNanos - now > 0;
        try {
            if (hold) {
                held(now);
            } else if (set || !settledOnce) {
                for (VipDevice device : devices) {
                    device.remove(kernel);
                }
                set = false;
            }
            settledOnce = true;
            error = "";
        } catch (IOException e) {
            String text = String.valueOf(e.getMessage());
            if (!text.equals(error)) {
                log.error("{}: virtual addresses: {}", instance, text);
            }
            error = text;
        }
        listen(now, hold);
        report(now);
    }

    private void held(long now) throws IOException {
        if (!set || now - prolongedNanos >= PROLONG_NANOS) {
            long valid = (heldUntilNanos - now + SECOND - 1) / SECOND + SPARE_SECONDS;
            for (VipDevice device : devices) {
                device.set(kernel, valid);
            }
            prolongedNanos = now;
        }
        if (!set) {
            set = true;
            setAtNanos = now;
            announcements = 0;
            announceAtNanos = now;
        }
        if (now - announceAtNanos >= 0) {
            devices.forEach(VipDevice::announce);
            announcements++;
            int last = ANNOUNCE_AFTER_NANOS.length - 1;
            announceAtNanos =
                    announcements <= last
                            ? setAtNanos + ANNOUNCE_AFTER_NANOS[announcements]
                            : now + ANNOUNCE_AFTER_NANOS[last];
        }
    }

    private void listen(long now, boolean hold) {
        for (VipDevice device : devices) {
            String claim = device.claims();
            if (claim == null || !hold) {
                continue;
            }
            if (!claim.equals(conflict)) {
                log.error("{}: {}", instance, claim);
            }
            conflict = claim;
            conflictNanos = now;
            if (now - defendedNanos >= DEFEND_NANOS) {
                defendedNanos = now;
                device.announce();
            }
        }
    }

    private void report(long now) {
        int held = 0;
        try {
            held = configured() == 0 ? 0 : present().size();
        } catch (IOException e) {
            error = String.valueOf(e.getMessage());
        }
        status = new VipStatus(configured(), held, error, conflict, now - conflictNanos);
    }

    private List<InterfaceAddress> present() throws IOException {
        List<InterfaceAddress> all = kernel.list();
        List<InterfaceAddress> present = new ArrayList<>();
        for (VipDevice device : devices) {
            present.addAll(device.present(all));
        }
        return present;
    }

    private int configured() {
        return devices.stream().mapToInt(VipDevice::size).sum();
    }

    /** Stops; what is held stays for the rest of its lifetime. */
    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (!wanted) {
                settle();
            }
            devices.forEach(VipDevice::close);
            kernel.close();
            links.close();
        }
    }
}
