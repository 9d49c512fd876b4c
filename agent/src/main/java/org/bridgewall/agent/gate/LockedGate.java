package org.bridgewall.agent.gate;

import java.io.IOException;
import java.util.List;
import org.bridgewall.agent.bridge.WireTap;

/** A fence whose ports the bridge locks as well. Thread rule: that of {@link Gate}. */
public final class LockedGate implements Gate {
    private final Gate fence;
    private final SecondLock lock;

    public LockedGate(Gate fence, SecondLock lock) {
        this.fence = fence;
        this.lock = lock;
    }

    @Override
    public String description() {
        return fence.description() + "; second lock: the bridge's port states";
    }

    @Override
    public boolean absoluteDeadline() {
        return fence.absoluteDeadline();
    }

    @Override
    public long deadlineNanos() {
        return fence.deadlineNanos();
    }

    @Override
    public boolean isOpen(long nowNanos) {
        return fence.isOpen(nowNanos);
    }

    @Override
    public void open(long deadlineNanos) {
        lock.follow(true);
        fence.open(deadlineNanos);
    }

    @Override
    public boolean renew(long deadlineNanos, long nowNanos) {
        boolean held = fence.renew(deadlineNanos, nowNanos);
        if (!held) {
            lock.follow(false);
        }
        return held;
    }

    @Override
    public void close() {
        fence.close();
        lock.follow(false);
    }

    @Override
    public void uninstall() throws IOException {
        fence.uninstall();
        lock.follow(true);
    }

    @Override
    public List<? extends WireTap> taps() {
        return fence.taps();
    }

    @Override
    public long loopGuardTrips() {
        return fence.loopGuardTrips();
    }

    @Override
    public long expiries() {
        return fence.expiries();
    }

    @Override
    public long refusedFrames() {
        return fence.refusedFrames();
    }

    @Override
    public List<FenceGap> verify() {
        return fence.verify();
    }

    @Override
    public void fence(String port) throws IOException {
        fence.fence(port);
    }
}
