package org.bridgewall.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.link.BridgeSetting;
import org.bridgewall.agent.netlink.link.Links;
import org.bridgewall.agent.netlink.link.PortState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The kernel asks {@code /sbin/bridge-stp} in the first network namespace only. The test makes one
 * where there is none, and a bridge of a name of its own with a port that ends in a namespace.
 */
@Tag("kernel")
class SecondLockTest {
    private static final Path HELPER = Path.of("/sbin/bridge-stp");
    private static final String BRIDGE = "bwlk" + ProcessHandle.current().pid() % 100_000;
    private static final String PORT = "bwlp" + ProcessHandle.current().pid() % 100_000;
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void inAnotherNamespaceThereIsNoneAndTheBridgeStaysAsItWas() throws Exception {
        try (Helper _ = Helper.make();
                TestNamespace node = TestNamespace.create("bwk-")) {
            node.ip("link add br0 type bridge stp_state 0");
            SecondLock.Outcome outcome =
                    node.call(() -> SecondLock.take("br0", List.of("up0"), false));
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            SecondLock.Outcome.Refused.class,
                            refused ->
                                    assertThat(refused.why()).contains("first network namespace"));
            int state =
                    node.call(() -> {
                        try (Links links = Links.open()) {
                            return links.bridgeSettings("br0").get(BridgeSetting.STP_STATE);
                        }
                    });
            assertThat(state).isZero();
        }
    }

    @Test
    void portsBlockWhileTheGateIsShutAndStayBlockedOverAFlap() throws Exception {
        try (Helper _ = Helper.make();
                TestNamespace far = TestNamespace.create("bwk-");
                Links links = Links.open()) {
            try {
                links.createBridge(BRIDGE, Map.of());
                run("ip", "link", "add", PORT, "type", "veth", "peer", "far0", "netns", far.name());
                SecondLock.Outcome outcome = SecondLock.take(BRIDGE, List.of(PORT), false);
                assertThat(outcome).isInstanceOf(SecondLock.Outcome.Taken.class);
                try (SecondLock lock = ((SecondLock.Outcome.Taken) outcome).lock()) {
                    links.enslave(PORT, BRIDGE);
                    links.setUp(PORT);
                    links.setUp(BRIDGE);
                    far.ip("link set far0 up");
                    lock.start();
                    awaitState(links, PortState.BLOCKING);
                    lock.follow(true);
                    awaitState(links, PortState.FORWARDING);
                    // A flap: the kernel itself brings the port up as blocking.
                    far.ip("link set far0 down");
                    await().atMost(SOON).until(() -> !links.get(PORT).hasCarrier());
                    far.ip("link set far0 up");
                    lock.follow(true);
                    awaitState(links, PortState.FORWARDING);
                    lock.follow(false);
                    awaitState(links, PortState.BLOCKING);
                    far.ip("link set far0 down");
                    far.ip("link set far0 up");
                    await().atMost(SOON).until(() -> links.get(PORT).hasCarrier());
                    assertThat(links.get(PORT).portState()).isEqualTo(PortState.BLOCKING);
                    assertThat(lock.problem()).isEmpty();
                }
            } finally {
                remove(links, PORT);
                remove(links, BRIDGE);
            }
        }
    }

    private static void awaitState(Links links, PortState state) {
        await().atMost(SOON).until(() -> links.get(PORT).portState() == state);
    }

    private static void remove(Links links, String name) throws IOException {
        if (links.find(name).isPresent()) {
            links.delete(name);
        }
    }

    private static void run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    /** The helper of the kernel, for as long as a test needs it. */
    private record Helper(boolean made) implements AutoCloseable {
        static Helper make() throws IOException {
            if (Files.exists(HELPER)) {
                return new Helper(false);
            }
            Files.writeString(HELPER, "#!/bin/sh\nexit 0\n");
            Files.setPosixFilePermissions(HELPER, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new Helper(true);
        }

        @Override
        public void close() throws IOException {
            if (made) {
                Files.delete(HELPER);
            }
        }
    }
}
