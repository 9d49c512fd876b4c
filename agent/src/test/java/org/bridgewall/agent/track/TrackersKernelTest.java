package org.bridgewall.agent.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bridgewall.agent.config.TrackConfig;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.core.election.TrackResult;
import org.bridgewall.core.election.TrackRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class TrackersKernelTest {
    private static final TrackRule.Cost FAULT = new TrackRule.Cost.Fault();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<String, TrackResult> told = new ConcurrentHashMap<>();

    private void awaits(String name, boolean well, String detail) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(told.get(name)).isEqualTo(new TrackResult(well, 0, detail)));
    }

    @Test
    void anInterfaceIsWellWhileItIsUpAndHasCarrier() throws Exception {
        TrackConfig config =
                new TrackConfig(
                        List.of(new TrackConfig.Interface("t0", FAULT)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        try (TestNamespace node = TestNamespace.create("bwt-")) {
            node.ip("link add t0 type veth peer name t1");
            node.ip("link set t0 up");
            try (Trackers trackers = node.call(() -> Trackers.start("dmz", config, told::put))) {
                awaits("t0", false, "has no carrier");
                node.ip("link set t1 up");
                awaits("t0", true, "is up");
                node.ip("link set t0 down");
                awaits("t0", false, "is down");
                node.ip("link del t0");
                awaits("t0", false, "is gone");
                node.ip("link add t0 type veth peer name t1");
                node.ip("link set t1 up");
                node.ip("link set t0 up");
                awaits("t0", true, "is up");
                assertThat(trackers.tracked()).hasSize(1);
            }
        }
    }

    @Test
    void aRouteIsWellWhileTheKernelHasOneOverTheWantedInterface() throws Exception {
        TrackConfig config =
                new TrackConfig(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(
                                route("four", "192.0.2.1", Optional.of("r0")),
                                route("six", "2001:db8:1::1", Optional.empty())),
                        List.of());
        try (TestNamespace node = TestNamespace.create("bwt-")) {
            node.ip("link add r0 type veth peer name r1");
            node.ip("link set r1 up");
            node.ip("link set r0 up");
            node.ip("addr add 198.51.100.1/24 dev r0");
            node.ip("addr add 2001:db8:9::1/64 dev r0 nodad");
            try (Trackers trackers = node.call(() -> Trackers.start("dmz", config, told::put))) {
                awaits("four", false, "no route to 192.0.2.1: Network is unreachable");
                awaits("six", false, "no route to 2001:db8:1:0:0:0:0:1: Network is unreachable");
                node.ip("route add 192.0.2.0/24 via 198.51.100.9");
                node.ip("route add 2001:db8:1::/64 via 2001:db8:9::9");
                awaits("four", true, "route to 192.0.2.1 over r0");
                awaits("six", true, "route to 2001:db8:1:0:0:0:0:1 over r0");
                node.ip("link add r2 type veth peer name r3");
                node.ip("link set r3 up");
                node.ip("link set r2 up");
                node.ip("route replace 192.0.2.1/32 dev r2");
                awaits("four", false, "route to 192.0.2.1 over r2");
                node.ip("route replace blackhole 192.0.2.1/32");
                awaits("four", false, "no route to 192.0.2.1: Invalid argument");
                // No announcement tells of the routes that go with a link.
                node.ip("route del blackhole 192.0.2.1/32");
                awaits("four", true, "route to 192.0.2.1 over r0");
                node.ip("link set r0 down");
                awaits("four", false, "no route to 192.0.2.1: Network is unreachable");
                assertThat(trackers.tracked()).allMatch(tracked -> tracked.problem().isEmpty());
            }
        }
    }

    private static TrackConfig.Route route(String name, String to, Optional<String> device) {
        return new TrackConfig.Route(name, InetAddress.ofLiteral(to), device, FAULT);
    }
}
