package org.bridgewall.ha.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.bridgewall.ha.lab.Command;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.lab.Netns;
import org.bridgewall.ha.lab.Site;
import org.bridgewall.ha.lab.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The meters are measured first: faults of known size, made without any agent. */
@Tag("kernel")
class LoadKernelTest {
    private final Site site = Site.ofThisProcess();
    private final Topology topology = new Topology(site, LabPlan.pair());

    @BeforeEach
    void twoPlainBridgesOfWhichOneIsOpen() throws IOException {
        topology.build();
        for (String node : LabPlan.pair().nodeNames()) {
            Netns.ip(
                    site.namespace(node),
                    "link set up0 master br0",
                    "link set dn0 master br0",
                    "link set up0 up",
                    "link set dn0 up",
                    "link set br0 up");
        }
        // The kernel reports a new carrier up to 1 s late, and the bridge then opens its port.
        await().atMost(Duration.ofSeconds(5)).until(this::allPortsForward);
        close("b2");
    }

    @AfterEach
    void remove() throws IOException {
        topology.remove();
    }

    @Test
    void steadyPathShowsNoFault() throws IOException {
        try (Load load = load()) {
            settle();
            long from = System.nanoTime();
            pause(1_000);
            assertThat(load.survivors(System.nanoTime(), Duration.ofSeconds(5)))
                    .isEqualTo(load.connections());
            Observation seen = load.observe(from, System.nanoTime());
            assertThat(seen.blackoutMillis()).isLessThan(500);
            assertThat(seen.dualActiveMillis()).isZero();
            assertThat(seen.fresh().failed()).isZero();
            assertThat(seen.fresh().begun()).isGreaterThan(30);
        }
    }

    @Test
    void cutOfKnownLengthIsReadAsThatLength() throws IOException {
        try (Load load = load()) {
            settle();
            long from = System.nanoTime();
            close("b1");
            long closed = System.nanoTime();
            pause(200);
            long opening = System.nanoTime();
            open("b1");
            long opened = System.nanoTime();
            assertThat(load.survivors(opened, Duration.ofSeconds(5))).isEqualTo(load.connections());
            double read = load.observe(from, System.nanoTime()).blackoutMillis();
            System.out.printf(
                    "cut of %.1f to %.1f ms reads %.1f ms%n",
                    (opening - closed) / 1e6, (opened - from) / 1e6, read);
            assertThat(read).isBetween((opening - closed) / 1e6 - 3, (opened - from) / 1e6 + 20);
        }
    }

    @Test
    void pathThatStaysShutKillsEveryConnection() throws IOException {
        try (Load load = load()) {
            settle();
            close("b1");
            long closed = System.nanoTime();
            pause(300);
            assertThat(load.survivors(closed + 100_000_000, Duration.ofMillis(700))).isZero();
            assertThat(load.observe(closed, System.nanoTime()).blackoutMillis()).isGreaterThan(900);
        }
    }

    @Test
    void secondOpenPathIsSeenAsDualActive() throws IOException {
        try (Load load = load()) {
            settle();
            assertThat(load.observe(0, System.nanoTime()).dualActiveMillis()).isZero();
            // A loop: what floods is limited at the second node, as the policy limits it.
            Command.run(
                    List.of("ip", "netns", "exec", site.namespace("b2"), "nft", "-f", "-"),
                    "table netdev only { chain ing { type filter hook ingress devices = { up0, dn0 }"
                            + " priority 0; policy drop; ether type 0x88b5 limit rate 300/second burst"
                            + " 20 packets accept; }; }");
            long opening = System.nanoTime();
            open("b2");
            long opened = System.nanoTime();
            pause(100);
            long closing = System.nanoTime();
            close("b2");
            long closed = System.nanoTime();
            double dual = load.observe(0, System.nanoTime()).dualActiveMillis();
            System.out.printf(
                    "second path of %.1f to %.1f ms reads %.1f ms%n",
                    (closing - opened) / 1e6, (closed - opening) / 1e6, dual);
            assertThat(dual)
                    .isBetween((closing - opened) / 1e6 - 20, (closed - opening) / 1e6 + 100);
        }
    }

    private Load load() throws IOException {
        return new Load(
                LoadPlan.ordinary(
                        site.namespace("client"),
                        site.namespace("server"),
                        List.of(
                                new InetSocketAddress(Topology.SERVER_V4, EchoServer.PORT),
                                new InetSocketAddress(Topology.SERVER_V6, EchoServer.PORT)),
                        200));
    }

    /** The port's state takes effect at once; a carrier that returns is noticed up to 1 s later. */
    private void open(String node) throws IOException {
        state(node, "3");
    }

    private void close(String node) throws IOException {
        state(node, "0");
    }

    private boolean allPortsForward() throws IOException {
        for (String place : List.of("b1", "b2", "swA", "swB")) {
            String links = Command.run("bridge", "-n", site.namespace(place), "link", "show");
            if (links.lines().filter(line -> line.contains("state forwarding")).count()
                    < (place.startsWith("b") ? 2 : 3)) {
                return false;
            }
        }
        return true;
    }

    private void state(String node, String state) throws IOException {
        String namespace = site.namespace(node);
        Command.run("bridge", "-n", namespace, "link", "set", "dev", "dn0", "state", state);
    }

    private static void settle() {
        pause(500);
    }

    /** Real time is the very thing that is measured here. */
    private static void pause(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
