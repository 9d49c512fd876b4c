package org.bridgewall.agent.gate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.NetDevice;
import org.bridgewall.agent.linux.Reservation;

/**
 * The gate as an nft netdev table with a timed set element, for kernels without tcx.
 *
 * <p>A thread of its own writes to the kernel, because a write waits for nftables' commit lock.
 * {@link #renew} only leaves the wish with it: a refusal by the kernel is reported by the next
 * call, and the gate is closed meanwhile. {@link #open} and {@link #close} wait for the kernel's
 * answer, 50 ms at most.
 *
 * <p>What it cannot do as well as {@link EbpfGate}. Time-outs are relative, so that a process
 * frozen between reckoning one and writing it prolongs a lease that still holds, once, by up to its
 * length: peers have to wait for twice the lease. {@code nft flush ruleset} removes the fence, and
 * frames pass until {@link #verify} has told and {@link #fence} been called. The loop guard goes by
 * the probe's source address alone.
 *
 * <p>Thread rule: as {@link Gate}.
 */
public final class NftGate implements Gate {
    private static final long ANSWER_NANOS = 50_000_000L;
    private static final int WRITER_PRIORITY = 20;
    private static final long WRITER_NANOS = 3_000_000L;

    private final String description;
    private final GateOptions options;
    private final NftLease lease;
    private final Object lock = new Object();

    /** What the writer is to do next; guarded by the lock. */
    private Wish wish = Wish.NOTHING;

    private long wishedNanos;
    private long wishesMade;
    private long wishesDone;

    /** The deadline that the kernel has accepted last; 0 = closed. Written by the writer. */
    private volatile long deadlineNanos;

    private volatile long trips;
    private final LongAdder expiries = new LongAdder();
    private volatile long refused;

    private enum Wish {
        NOTHING,
        OPEN,
        RENEW,
        CLOSE,
        COUNT,
        END
    }

    private NftGate(String description, GateOptions options, NftLease lease) {
        this.description = description;
        this.options = options;
        this.lease = lease;
    }

    /** Fences the ports, as {@link EbpfGate#install}. */
    public static NftGate install(GateOptions options, String description) throws IOException {
        NftFence.install(options);
        NftGate gate =
                new NftGate(description, options, NftLease.open(NftFence.table(options.vrid())));
        gate.deadlineNanos = NftFence.deadlineNanos(options.vrid());
        Thread.ofPlatform().name("nft-lease").daemon().start(gate::write);
        return gate;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean absoluteDeadline() {
        return false;
    }

    @Override
    public long deadlineNanos() {
        long deadline = deadlineNanos;
        return deadline != 0 && System.nanoTime() - deadline < 0 ? deadline : 0;
    }

    @Override
    public boolean isOpen(long nowNanos) {
        long deadline = deadlineNanos;
        return deadline != 0 && nowNanos - deadline < 0;
    }

    @Override
    public void open(long untilNanos) {
        if (untilNanos <= 0) {
            throw new IllegalArgumentException("deadline: " + untilNanos + " (expected: > 0)");
        }
        await(wish(Wish.OPEN, untilNanos));
    }

    @Override
    public boolean renew(long untilNanos, long nowNanos) {
        if (!isOpen(nowNanos)) {
            wish(Wish.CLOSE, 0);
            return false;
        }
        wish(Wish.RENEW, untilNanos);
        return true;
    }

    @Override
    public void close() {
        await(wish(Wish.CLOSE, 0));
    }

    @Override
    public void uninstall() throws IOException {
        wish(Wish.END, 0);
        NftFence.remove(options.vrid());
    }

    @Override
    public long loopGuardTrips() {
        return trips;
    }

    @Override
    public long expiries() {
        return expiries.sum();
    }

    @Override
    public long refusedFrames() {
        return refused;
    }

    @Override
    public List<FenceGap> verify() {
        wish(Wish.COUNT, 0);
        List<FenceGap> gaps = new ArrayList<>();
        String listing = "";
        String reason = "not among the devices of its chain";
        try {
            listing = NftFence.list(options.vrid());
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        }
        for (String port : options.ports()) {
            if (NetDevice.indexOf(port) == 0) {
                gaps.add(new FenceGap(port, "no such interface", false));
            } else if (!NftFence.covers(listing, port)) {
                gaps.add(new FenceGap(port, reason, true));
            }
        }
        return gaps;
    }

    @Override
    public void fence(String port) throws IOException {
        NftFence.repair(options);
    }

    /** Leaves a wish with the writer; returns its number. */
    private long wish(Wish next, long untilNanos) {
        synchronized (lock) {
            // A renewal or a count does not take the place of an opening or a closing still to be
            // done.
            boolean minor = next == Wish.COUNT || next == Wish.RENEW;
            boolean pending = wish == Wish.OPEN || wish == Wish.CLOSE || wish == Wish.END;
            if (next == Wish.COUNT && wish != Wish.NOTHING) {
                return wishesMade;
            }
            if (!(minor && pending)) {
                wish = next;
            }
            if (next != Wish.COUNT) {
                wishedNanos = untilNanos;
            }
            wishesMade++;
            lock.notifyAll();
            return wishesMade;
        }
    }

    private void await(long number) {
        long deadline = System.nanoTime() + ANSWER_NANOS;
        boolean interrupted = false;
        synchronized (lock) {
            long left;
            while (wishesDone < number && (left = deadline - System.nanoTime()) > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, Math.max(left, 1_000_000L));
                } catch (InterruptedException e) {
                    interrupted = true;
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        Reservation reservation = new Reservation(WRITER_NANOS, WRITER_PRIORITY);
        Wish next = Wish.NOTHING;
        while (next != Wish.END) {
            var _ = reservation.hold();
            long untilNanos;
            long number;
            synchronized (lock) {
                while (wish == Wish.NOTHING) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                next = wish;
                wish = Wish.NOTHING;
                untilNanos = wishedNanos;
                number = wishesMade;
            }
            perform(next, untilNanos);
            synchronized (lock) {
                wishesDone = number;
                lock.notifyAll();
            }
        }
        lease.close();
    }

    private void perform(Wish next, long untilNanos) {
        try {
            switch (next) {
                case OPEN -> opened(untilNanos);
                case RENEW -> renewed(untilNanos);
                case CLOSE -> {
                    deadlineNanos = 0;
                    lease.release();
                }
                case COUNT -> count();
                case NOTHING, END -> {}
            }
        } catch (IOException e) {
            deadlineNanos = 0; // Not known to be open: the owner has to win it again.
        }
    }

    private void opened(long untilNanos) throws IOException {
        options.probes().renew();
        long millis = millisUntil(untilNanos);
        boolean done = millis > 0 && lease.acquire(millis) == 0;
        deadlineNanos = done ? untilNanos : 0;
    }

    private void renewed(long untilNanos) throws IOException {
        long held = deadlineNanos;
        long millis = millisUntil(untilNanos);
        int error = held == 0 || millis <= 0 ? Errno.ENOENT : lease.renew(millis);
        if (error == 0) {
            deadlineNanos = untilNanos;
            return;
        }
        deadlineNanos = 0;
        if (held != 0 && System.nanoTime() - held >= 0) {
            expiries.increment();
        }
        count();
    }

    private void count() throws IOException {
        trips = Math.max(0, lease.counter(NftFence.TRIPS));
        refused = Math.max(0, lease.counter(NftFence.REFUSED));
    }

    /** Rounded down: the gate may close early, never late. */
    private static long millisUntil(long untilNanos) {
        return TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
    }
}
