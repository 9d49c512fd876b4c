package org.bridgewall.agent.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.netlink.link.BridgeSetting;
import org.bridgewall.agent.netlink.link.Link;
import org.bridgewall.agent.netlink.link.Links;
import org.bridgewall.agent.netlink.link.PortState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge's own port states as a second lock behind the fence: blocking while the gate is shut.
 * It holds where the fence was removed, but has no deadline: a dead agent's ports stay as they are.
 *
 * <p>Without a spanning tree the kernel sets a port to forwarding whenever its carrier comes back.
 * Only a bridge that is told that user space runs its spanning tree ({@code stp_state} 2) leaves
 * the states alone, and brings a port up as blocking. The kernel grants that to a bridge in the
 * first network namespace if {@code /sbin/bridge-stp} is there and ends well ({@code
 * net/bridge/br_stp_if.c br_stp_start}).
 *
 * <p>Thread rule: any thread; the states are set on a thread of its own, because the kernel's lock
 * for interfaces may be held by others for long.
 */
public final class SecondLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SecondLock.class);
    private static final Path HELPER = Path.of("/sbin/bridge-stp");
    private static final int USER_SPACE = 2;
    private static final long LOOK_MILLIS = 1_000;

    private final String bridge;
    private final List<String> ports;
    private final ScheduledExecutorService thread;
    private volatile boolean open;
    private volatile String problem = "";

    private SecondLock(String bridge, List<String> ports, boolean open) {
        this.bridge = bridge;
        this.ports = List.copyOf(ports);
        this.open = open;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("second-lock-" + bridge).daemon().factory());
    }

    /** What came of trying: a lock, or why there is none. */
    public sealed interface Outcome {
        record Taken(SecondLock lock) implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    /**
     * Asks the kernel for a bridge whose states are left alone. Before the ports come up: where the
     * kernel takes the order for its own spanning tree, that is undone at once.
     *
     * @param open whether the gate is open: the ports then stay as they are
     */
    public static Outcome take(String bridge, List<String> ports, boolean open) throws IOException {
        if (!Files.isExecutable(HELPER)) {
            return new Outcome.Refused("there is no " + HELPER);
        }
        try (Links links = Links.open()) {
            if (links.find(bridge).isEmpty()) {
                links.createBridge(bridge, Map.of());
            }
            links.setBridge(bridge, Map.of(BridgeSetting.STP_STATE, 1));
            int state = links.bridgeSettings(bridge).getOrDefault(BridgeSetting.STP_STATE, 0);
            if (state == USER_SPACE) {
                return new Outcome.Taken(new SecondLock(bridge, ports, open));
            }
            links.setBridge(bridge, Map.of(BridgeSetting.STP_STATE, 0));
            return new Outcome.Refused(
                    HELPER
                            + " was not asked, or failed: the kernel asks it in the first network"
                            + " namespace only");
        }
    }

    /** Begins to hold the ports in their states; they are enslaved by now. */
    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::apply, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The gate opened or closed, or a port came up; returns at once. */
    public void follow(boolean gateOpen) {
        open = gateOpen;
        try {
            thread.execute(this::apply);
        } catch (RejectedExecutionException e) {
            log.debug("{}: closed", bridge);
        }
    }

    /** Why the ports are not in the state that they should be in; empty: they are. */
    public String problem() {
        return problem;
    }

    private void apply() {
        PortState wanted = open ? PortState.FORWARDING : PortState.BLOCKING;
        Map<String, String> wrong = new TreeMap<>();
        try (Links links = Links.open()) {
            for (String port : ports) {
                Link link = links.find(port).orElse(null);
                // Without carrier the kernel sets no state, and nothing crosses.
                if (link == null || !link.hasCarrier() || link.portState() == wanted) {
                    continue;
                }
                PortState now = links.setPortState(port, wanted);
                if (now != wanted) {
                    wrong.put(port, String.valueOf(now));
                }
            }
            tell(wrong.isEmpty() ? "" : wrong + " (expected: " + wanted + ")");
        } catch (IOException e) {
            tell(String.valueOf(e.getMessage()));
        }
    }

    private void tell(String now) {
        if (!now.isEmpty() && !now.equals(problem)) {
            log.warn("{}: second lock: {}", bridge, now);
        }
        problem = now;
    }

    /** Leaves the ports as they are. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
