package org.bridgewall.agent.vip;

import java.io.IOException;
import java.util.List;
import org.bridgewall.agent.gate.FenceGap;
import org.bridgewall.agent.gate.Gate;

/**
 * The gate of a routed pair: open means that the virtual addresses are here, so that the hosts send
 * their packets to this node.
 *
 * <p>The kernel removes an address one to two seconds after the lease of a dead agent has run out
 * (its lifetimes have whole seconds). Until then two nodes may own it; the hosts follow the one
 * that announced last, as with every VRRP.
 */
public final class VipGate implements Gate {
    private final VipKeeper vips;

    public VipGate(VipKeeper vips) {
        this.vips = vips;
    }

    @Override
    public String description() {
        return "virtual addresses with a lifetime";
    }

    @Override
    public boolean absoluteDeadline() {
        return true;
    }

    @Override
    public long deadlineNanos() {
        return vips.heldUntilNanos();
    }

    @Override
    public boolean isOpen(long nowNanos) {
        long until = vips.heldUntilNanos();
        return until != 0 && until - nowNanos > 0 && vips.complete();
    }

    @Override
    public void open(long deadlineNanos) {
        vips.hold(deadlineNanos);
        vips.settle();
    }

    @Override
    public boolean renew(long deadlineNanos, long nowNanos) {
        long until = vips.heldUntilNanos();
        if (until == 0 || until - nowNanos <= 0) {
            return false;
        }
        vips.hold(deadlineNanos);
        return true;
    }

    @Override
    public void close() {
        vips.release();
        vips.settle();
    }

    @Override
    public void uninstall() {
        close();
    }

    @Override
    public long loopGuardTrips() {
        return 0;
    }

    @Override
    public long expiries() {
        return 0;
    }

    @Override
    public long refusedFrames() {
        return 0;
    }

    @Override
    public List<FenceGap> verify() {
        return List.of();
    }

    @Override
    public void fence(String port) throws IOException {
        throw new IOException(port + ": a routed pair has no fence");
    }
}
