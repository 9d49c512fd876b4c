package org.bridgewall.agent.stp;

import java.io.IOException;
import java.util.List;
import org.bridgewall.agent.gate.FenceGap;
import org.bridgewall.agent.gate.Gate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate where the spanning tree decides: open means that the tree is steered towards this node.
 * Whether frames cross is the tree's affair, and is read from the ports ({@link SpanningTree}).
 *
 * <p>There is no fence: a dead agent leaves the tree as it is, and the tree itself is what keeps
 * two paths from being open.
 */
public final class StpGate implements Gate {
    private static final Logger log = LoggerFactory.getLogger(StpGate.class);

    private final SpanningTree tree;
    private volatile long untilNanos;

    /** Steers away from this node: whoever leads will say so. */
    public StpGate(SpanningTree tree) throws IOException {
        this.tree = tree;
        tree.steer(false);
    }

    @Override
    public String description() {
        return "the kernel's spanning tree, steered by role";
    }

    @Override
    public boolean absoluteDeadline() {
        return true;
    }

    @Override
    public long deadlineNanos() {
        return untilNanos;
    }

    @Override
    public boolean isOpen(long nowNanos) {
        return untilNanos != 0 && untilNanos - nowNanos > 0;
    }

    @Override
    public void open(long deadlineNanos) {
        if (steer(true)) {
            untilNanos = deadlineNanos;
        }
    }

    @Override
    public boolean renew(long deadlineNanos, long nowNanos) {
        if (!isOpen(nowNanos)) {
            return false;
        }
        untilNanos = deadlineNanos;
        return true;
    }

    @Override
    public void close() {
        untilNanos = 0;
        steer(false);
    }

    private boolean steer(boolean lead) {
        try {
            tree.steer(lead);
            return true;
        } catch (IOException e) {
            log.error("steering the spanning tree: {}", e.getMessage());
            return false;
        }
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
        throw new IOException(port + ": the spanning tree has no fence");
    }
}
