package org.bridgewall.agent.instance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bridgewall.agent.linux.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class CarrierWatchKernelTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Map<String, Boolean> seen = new ConcurrentHashMap<>();
    private TestNamespace namespace;

    @BeforeEach
    void twoPorts() throws Exception {
        namespace = TestNamespace.create("bwk-");
        namespace.ip("link add br0 type bridge stp_state 0 forward_delay 0");
        namespace.ip("link set br0 up");
        for (String port : List.of("up0", "dn0")) {
            namespace.ip("link add " + port + " type veth peer name far-" + port);
            namespace.ip("link set far-" + port + " up");
            namespace.ip("link set " + port + " master br0 up");
        }
    }

    @AfterEach
    void removeNamespace() throws Exception {
        namespace.close();
    }

    private void awaitSeen(boolean up0, boolean dn0) {
        await().atMost(SOON).until(() -> seen.equals(Map.of("up0", up0, "dn0", dn0)));
    }

    @Test
    void everyLossIsSeenHoweverSoonAfterTheOneBefore() throws Exception {
        try (CarrierWatch _ =
                namespace.call(() -> CarrierWatch.start("dmz", List.of("up0", "dn0"), seen::put))) {
            awaitSeen(true, true);
            for (int i = 0; i < 5; i++) {
                namespace.ip("link set far-up0 down");
                awaitSeen(false, true);
                namespace.ip("link set far-up0 up");
                awaitSeen(true, true);
            }
            namespace.ip("link del dn0");
            awaitSeen(true, false);
        }
    }

    @Test
    void aPortThatItsBridgeDoesNotUseIsNotUp() throws Exception {
        namespace.exec("bridge", "link", "set", "dev", "up0", "state", "0");
        try (CarrierWatch _ =
                namespace.call(() -> CarrierWatch.start("dmz", List.of("up0", "dn0"), seen::put))) {
            awaitSeen(false, true);
            namespace.exec("bridge", "link", "set", "dev", "up0", "state", "3");
            awaitSeen(true, true);
        }
    }
}
