package org.bridgewall.agent.netlink.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.bridgewall.agent.linux.Errno;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class LinksKernelTest {
    private TestNamespace namespace;
    private Links links;

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = TestNamespace.create("bwk-");
        namespace.ip("link add up0 type veth peer name far0");
        namespace.ip("link set far0 up");
        links = namespace.call(Links::open);
    }

    @AfterEach
    void removeNamespace() throws Exception {
        links.close();
        namespace.close();
    }

    @Test
    void allInterfacesAreListed() throws Exception {
        assertThat(links.list())
                .extracting(Link::name)
                .containsExactlyInAnyOrder("lo", "up0", "far0");
        Link up0 = links.get("up0");
        assertThat(up0.kind()).isEqualTo("veth");
        assertThat(up0.mtuBytes()).isEqualTo(1500);
        assertThat(up0.isUp()).isFalse();
        assertThat(namespace.ip("link show up0")).contains(String.valueOf(up0.mac()));
        assertThat(links.find(up0.index())).contains(up0);
        assertThat(links.find("nosuch")).isEmpty();
        assertThat(links.find(9_999)).isEmpty();
    }

    @Test
    void aListLongerThanOneDatagramIsComplete() throws Exception {
        for (int i = 0; i < 100; i++) {
            namespace.ip("link add d" + i + " type bridge");
        }
        assertThat(links.list()).hasSize(103);
    }

    @Test
    void anInterfaceGoesUpAndDown() throws Exception {
        links.setUp("up0");
        Link up = links.get("up0");
        assertThat(up.isUp()).isTrue();
        assertThat(up.hasCarrier()).isTrue();
        assertThat(up.isRunning()).isTrue();
        links.setDown("up0");
        assertThat(links.get("up0").isUp()).isFalse();
        links.setArpOff("up0");
        assertThat(links.get("up0").isArpOff()).isTrue();
    }

    @Test
    void aMissingInterfaceIsToldByName() {
        assertThatThrownBy(() -> links.setUp("up9"))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                .hasMessageStartingWith("set link up9 up: No such device (errno 19)");
        assertThatThrownBy(() -> links.get("up9")).hasMessageContaining("up9");
        assertThatThrownBy(() -> links.enslave("up0", "br9")).hasMessageContaining("br9");
        assertThatThrownBy(() -> links.setPort("up9", Map.of(PortSetting.LEARNING, 0)))
                .hasMessageContaining("up9");
    }

    @Test
    void aManagedBridgeHasNeitherStpNorSnooping() throws Exception {
        links.createBridge("br0", Links.MANAGED_BRIDGE);
        links.setBridge("br0", Map.of(BridgeSetting.AGEING_TIME, 12_000));
        assertThat(links.get("br0").isBridge()).isTrue();
        assertThat(links.bridgeSettings("br0"))
                .containsEntry(BridgeSetting.STP_STATE, 0)
                .containsEntry(BridgeSetting.MULTICAST_SNOOPING, 0)
                .containsEntry(BridgeSetting.FORWARD_DELAY, 0)
                .containsEntry(BridgeSetting.AGEING_TIME, 12_000);
        assertThatThrownBy(() -> links.createBridge("br0", Map.of()))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
        links.delete("br0");
        assertThat(links.find("br0")).isEmpty();
    }

    @Test
    void aPortIsEnslavedSetAndReleased() throws Exception {
        links.createBridge("br0", Links.MANAGED_BRIDGE);
        links.setUp("br0");
        links.setUp("up0");
        assertThat(links.get("up0").portState()).isNull();
        assertThat(links.portSettings("up0")).isEmpty();
        links.enslave("up0", "br0");
        Link port = links.get("up0");
        assertThat(port.masterIndex()).isEqualTo(links.get("br0").index());
        assertThat(port.portState()).isEqualTo(PortState.FORWARDING);

        links.setPort("up0", Map.of(PortSetting.LEARNING, 0, PortSetting.UNICAST_FLOOD, 0));
        assertThat(links.portSettings("up0"))
                .containsEntry(PortSetting.LEARNING, 0)
                .containsEntry(PortSetting.UNICAST_FLOOD, 0)
                .containsEntry(PortSetting.BROADCAST_FLOOD, 1);
        assertThat(links.setPortState("up0", PortState.DISABLED)).isEqualTo(PortState.DISABLED);
        assertThat(links.get("up0").portState()).isEqualTo(PortState.DISABLED);

        links.release("up0");
        assertThat(links.get("up0").masterIndex()).isZero();
        assertThat(links.get("up0").portState()).isNull();
    }

    @Test
    void withoutStpTheKernelOverrulesBlockingAndThatIsTold() throws Exception {
        links.createBridge("br0", Links.MANAGED_BRIDGE);
        links.setUp("br0");
        links.setUp("up0");
        links.enslave("up0", "br0");
        assertThat(links.setPortState("up0", PortState.BLOCKING)).isEqualTo(PortState.FORWARDING);
    }

    @Test
    void settingAPortOfNoBridgeIsRefused() {
        assertThatThrownBy(() -> links.setPort("up0", Map.of(PortSetting.LEARNING, 0)))
                .isInstanceOfSatisfying(
                        LinuxException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP));
    }

    @Test
    void theKernelsOwnWordsAreToldWithARefusal() throws Exception {
        links.createBridge("br0", Map.of());
        links.createBridge("br1", Map.of());
        assertThatThrownBy(() -> links.enslave("br1", "br0"))
                .isInstanceOf(LinuxException.class)
                .hasMessageStartingWith("set link br1 master br0: ")
                .hasMessageEndingWith(": Can not enslave a bridge to a bridge");
    }
}
