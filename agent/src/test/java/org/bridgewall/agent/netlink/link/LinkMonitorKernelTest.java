package org.bridgewall.agent.netlink.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.bridgewall.agent.linux.TestNamespace;
import org.bridgewall.agent.netlink.link.LinkEvent.LinkChanged;
import org.bridgewall.agent.netlink.link.LinkEvent.LinkMonitorFailed;
import org.bridgewall.agent.netlink.link.LinkEvent.LinkRemoved;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class LinkMonitorKernelTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Map<String, Link> seen = new ConcurrentHashMap<>();
    private final Queue<LinkEvent> events = new ConcurrentLinkedQueue<>();
    private TestNamespace namespace;

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = TestNamespace.create("bwk-");
        namespace.ip("link add up0 type veth peer name far0");
        namespace.ip("link set up0 up");
        namespace.ip("link add br0 type bridge stp_state 0 forward_delay 0");
        namespace.ip("link set br0 up");
    }

    @AfterEach
    void removeNamespace() throws Exception {
        namespace.close();
    }

    private void keep(LinkEvent event) {
        events.add(event);
        switch (event) {
            case LinkChanged changed -> seen.put(changed.link().name(), changed.link());
            case LinkRemoved removed -> seen.remove(removed.last().name());
            case LinkMonitorFailed failed -> throw new AssertionError(failed.cause());
        }
    }

    private void awaitLink(String name, java.util.function.Predicate<Link> condition) {
        await().atMost(SOON).until(() -> seen.containsKey(name) && condition.test(seen.get(name)));
    }

    @Test
    void everyChangeOfACableAndAPortIsReported() throws Exception {
        try (LinkMonitor monitor = namespace.call(() -> LinkMonitor.start(this::keep))) {
            assertThat(monitor).isNotNull();
            awaitLink("up0", link -> link.isUp() && !link.hasCarrier());
            namespace.ip("link set far0 up");
            awaitLink("up0", Link::hasCarrier);
            namespace.ip("link set up0 master br0");
            awaitLink("up0", l -> l.masterIndex() != 0 && l.portState() == PortState.FORWARDING);
            namespace.exec("bridge", "link", "set", "dev", "up0", "state", "0");
            awaitLink("up0", link -> link.portState() == PortState.DISABLED);
            namespace.ip("link set far0 down");
            awaitLink("up0", link -> !link.hasCarrier());
            namespace.ip("link set up0 nomaster");
            awaitLink("up0", l -> l.masterIndex() == 0 && l.portState() == null);
            namespace.ip("link del up0");
            await().atMost(SOON).until(() -> !seen.containsKey("up0"));
        }
    }

    @Test
    void aChangeThatChangesNothingIsNotReported() throws Exception {
        try (LinkMonitor monitor = namespace.call(() -> LinkMonitor.start(this::keep))) {
            assertThat(monitor).isNotNull();
            awaitLink("br0", Link::isUp);
            namespace.ip("link set br0 type bridge ageing_time 9000");
            namespace.ip("link add d0 type bridge");
            awaitLink("d0", link -> true);
            assertThat(events)
                    .filteredOn(e -> e instanceof LinkChanged c && c.link().name().equals("br0"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void afterAnOverrunThePictureIsWholeAgain() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        LinkMonitor monitor =
                namespace.call(() ->
                        LinkMonitor.start(
                                event -> {
                                    keep(event);
                                    if (event instanceof LinkChanged c
                                            && c.link().name().equals("stop")) {
                                        held.countDown();
                                        awaitUninterruptibly(hold);
                                    }
                                },
                                4_096));
        try (monitor) {
            namespace.ip("link add gone type bridge");
            awaitLink("gone", link -> true);
            namespace.ip("link add stop type bridge");
            awaitUninterruptibly(held);
            namespace.ip("link del gone");
            for (int i = 0; i < 20; i++) {
                namespace.ip("link add d" + i + " type bridge");
            }
            hold.countDown();
            awaitLink("d19", link -> true);
            await().atMost(SOON).until(() -> !seen.containsKey("gone"));
            for (int i = 0; i < 20; i++) {
                assertThat(seen).containsKey("d" + i);
            }
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
