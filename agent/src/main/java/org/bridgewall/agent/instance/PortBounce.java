package org.bridgewall.agent.instance;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.agent.netlink.link.Links;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the carrier of this node's data ports away for a moment, so that the switches forget what
 * they learned there: for switches that do not follow the frames of {@code relearn: announce}. Done
 * by the node that no longer forwards, its gate shut.
 *
 * <p>Thread rule: one thread; blocks for as long as the carrier takes to come back.
 */
final class PortBounce {
    private static final Logger log = LoggerFactory.getLogger(PortBounce.class);
    private static final long DOWN_NANOS = 20_000_000L;
    private static final long POLL_NANOS = 10_000_000L;
    private static final int MAX_POLLS = 500;

    private final List<String> ports;

    PortBounce(List<String> ports) {
        this.ports = ports;
    }

    /** Ends with every port up again, with carrier where there was one, or after five seconds. */
    void bounce() throws IOException {
        try (Links links = Links.open()) {
            List<String> carriers = ports.stream().filter(PortBounce::carrier).toList();
            try {
                for (String port : ports) {
                    links.setDown(port);
                }
                LockSupport.parkNanos(DOWN_NANOS);
            } finally {
                for (String port : ports) {
                    links.setUp(port);
                }
            }
            for (int i = 0;
                    i < MAX_POLLS && !carriers.stream().allMatch(PortBounce::carrier);
                    i++) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static boolean carrier(String port) {
        try {
            return BridgePorts.canPass(port);
        } catch (IOException e) {
            log.warn("{}: {}", port, e.getMessage());
            return false;
        }
    }
}
