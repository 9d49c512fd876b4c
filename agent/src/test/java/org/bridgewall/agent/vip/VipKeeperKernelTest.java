package org.bridgewall.agent.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bridgewall.agent.bridge.VipAnnouncement;
import org.bridgewall.agent.bridge.VipWatch;
import org.bridgewall.agent.config.AddressPrefix;
import org.bridgewall.agent.config.VipConfig;
import org.bridgewall.agent.linux.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class VipKeeperKernelTest {
    private static final InetAddress V4 = InetAddress.ofLiteral("192.168.100.75");
    private static final InetAddress V6 = InetAddress.ofLiteral("2001:db8::75");
    private static final List<VipConfig> VIPS =
            List.of(
                    new VipConfig(new AddressPrefix(V4, 24), "m0"),
                    new VipConfig(new AddressPrefix(V6, 64), "m0"));

    private TestNamespace node;
    private TestNamespace neighbour;

    @BeforeEach
    void connect() throws IOException {
        node = TestNamespace.create("bwm-");
        neighbour = TestNamespace.create("bwm-");
        node.ip("link add m0 type veth peer name m0 netns " + neighbour.name());
        node.ip("link set m0 up");
        neighbour.ip("link set m0 up");
    }

    @AfterEach
    void remove() throws IOException {
        node.close();
        neighbour.close();
    }

    @Test
    void theAddressesComeWithTheLeaseAndAreAnnouncedAtOnce() throws Exception {
        VipWatch heard = neighbour.call(() -> new VipWatch("m0"));
        try (VipKeeper keeper = node.call(() -> VipKeeper.open("lan", VIPS));
                heard) {
            keeper.hold(in(Duration.ofSeconds(5)));
            keeper.settle();
            assertThat(keeper.complete()).isTrue();
            assertThat(addresses()).contains("192.168.100.75/24").contains("2001:db8::75/64");
            assertThat(heard.claims(List.of(V4))).startsWith("192.168.100.75 is also at");

            keeper.release();
            keeper.settle();
            assertThat(addresses()).doesNotContain("192.168.100.75").doesNotContain("2001:db8::75");
        }
    }

    @Test
    void anAgentThatIsGoneLeavesTheAddressesOnlyForTheRestOfTheLease() throws Exception {
        VipKeeper keeper = node.call(() -> VipKeeper.open("lan", VIPS));
        keeper.hold(in(Duration.ofSeconds(1)));
        keeper.settle();
        assertThat(addresses()).contains("192.168.100.75/24");
        await().atMost(Duration.ofSeconds(20)).until(() -> !addresses().contains("192.168.100.75"));
        await().atMost(Duration.ofSeconds(20)).until(() -> !addresses().contains("2001:db8::75"));
        keeper.close();
    }

    @Test
    void aRestartedAgentAdoptsWhatIsStillHeldAndSweepsWhatNobodyClaims() throws Exception {
        try (VipKeeper first = node.call(() -> VipKeeper.open("lan", VIPS))) {
            first.hold(in(Duration.ofSeconds(60)));
            first.settle();
        }
        try (VipKeeper second = node.call(() -> VipKeeper.open("lan", VIPS))) {
            assertThat(TimeUnit.NANOSECONDS.toSeconds(second.heldUntilNanos() - System.nanoTime()))
                    .isBetween(50L, 61L);
        }
        node.call(() -> {
            VipKeeper.sweep(VIPS.subList(0, 1));
            return null;
        });
        assertThat(addresses()).contains("192.168.100.75/24").doesNotContain("2001:db8::75");
        node.ip("address add 192.0.2.1/24 dev m0");
        node.call(() -> {
            VipKeeper.sweep(List.of());
            return null;
        });
        assertThat(addresses()).doesNotContain("192.168.100.75").contains("192.0.2.1");
    }

    @Test
    void aNodeThatDoesNotLeadTakesAwayWhatItsPredecessorLeft() throws Exception {
        try (VipKeeper first = node.call(() -> VipKeeper.open("lan", VIPS))) {
            first.hold(in(Duration.ofSeconds(60)));
            first.settle();
        }
        try (VipKeeper second = node.call(() -> VipKeeper.open("lan", VIPS))) {
            second.release();
            second.settle();
            assertThat(addresses()).doesNotContain("192.168.100.75");
        }
    }

    @Test
    void anotherMachineThatClaimsAnAddressIsNamedAndAnswered() throws Exception {
        VipWatch heard = neighbour.call(() -> new VipWatch("m0"));
        try (VipKeeper keeper = node.call(() -> VipKeeper.open("lan", VIPS));
                VipAnnouncement rival = neighbour.call(() -> new VipAnnouncement("m0"));
                heard) {
            keeper.hold(in(Duration.ofSeconds(60)));
            keeper.settle();
            heard.claims(List.of(V4));
            rival.announce(List.of(V4));
            keeper.settle();
            assertThat(keeper.status().conflict()).startsWith("192.168.100.75 is also at ");
            assertThat(heard.claims(List.of(V4))).isNotNull();
            rival.announce(List.of(V6));
            keeper.settle();
            assertThat(keeper.status().conflict()).startsWith("2001:db8:0:0:0:0:0:75 is also at ");
        }
    }

    @Test
    void aDeviceThatGoesIsAnErrorThatNamesItAndTheKeeperGoesOn() throws Exception {
        try (VipKeeper keeper = node.call(() -> VipKeeper.open("lan", VIPS))) {
            node.ip("link del m0");
            keeper.hold(in(Duration.ofSeconds(60)));
            keeper.settle();
            assertThat(keeper.complete()).isFalse();
            assertThat(keeper.status().error()).contains("m0");
        }
    }

    private String addresses() throws IOException {
        return node.ip("-o address show dev m0");
    }

    private static long in(Duration span) {
        return System.nanoTime() + span.toNanos();
    }
}
