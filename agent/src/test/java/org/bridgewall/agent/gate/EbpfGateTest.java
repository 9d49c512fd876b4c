package org.bridgewall.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bridgewall.agent.ring.Shell.inside;
import static org.bridgewall.agent.ring.Shell.run;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.bridge.ProbeIdentity;
import org.bridgewall.agent.linux.Bpf;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.linux.NetDevice;
import org.bridgewall.agent.ring.Crossing;
import org.bridgewall.agent.ring.Ring;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The eBPF gate between a real client and a real server. */
@Tag("kernel")
class EbpfGateTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    private Ring ring;
    private EbpfGate gate;
    private Crossing crossing;

    @BeforeEach
    void build() throws Exception {
        ring = new Ring("e");
        gate = install();
        ring.join("1");
        crossing = ring.crossing();
    }

    @AfterEach
    void tearDown() {
        crossing.close();
        ring.close();
    }

    private EbpfGate install() throws Exception {
        return inside(ring.ns("1"), () -> EbpfGate.install(options(51), "eBPF, as the test says"));
    }

    private static GateOptions options(int vrid) {
        return new GateOptions(vrid, Ring.PORTS, new ProbeIdentity(2, new SecureRandom()));
    }

    @Test
    void closedUntilOpened() {
        assertThat(gate.deadlineNanos()).isZero();
        assertThat(crossing.works()).isFalse();
        assertThat(gate.refusedFrames()).isPositive();
        gate.open(System.nanoTime() + 60 * SECOND);
        assertThat(crossing.works()).isTrue();
        gate.close();
        assertThat(crossing.works()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ffffffffffff, 0800, IPv4 broadcast",
        "ffffffffffff, 0806, ARP",
        "3333000000fb, 86dd, IPv6 multicast",
        "01005e000001, 0800, IPv4 multicast",
        "0180c2000000, 0026424203, BPDU",
        "01000ccccccd, 0032aaaa0300000c010b, PVST",
        "0180c200000e, 88cc, LLDP",
        "0180c2000003, 888e, 802.1X",
        "0180c2000002, 8809, LACP",
        "ffffffffffff, 810000050800, VLAN 5",
        "ffffffffffff, 810000000800, priority tag",
        "ffffffffffff, 88a80005810000060800, QinQ",
        "ffffffffffff, 8864, PPPoE",
        "ffffffffffff, 8847, MPLS",
        "034257000001, 88b5, another node's probe"
    })
    void closedMeansClosedForEveryKindOfFrame(String destination, String rest, String kind) {
        assertThat(crossing.passes(crossing.frame(destination, rest))).as(kind).isFalse();
        gate.open(System.nanoTime() + 60 * SECOND);
        boolean linkLocal = destination.startsWith("0180c2");
        assertThat(crossing.passes(crossing.frame(destination, rest)))
                .as(kind)
                .isEqualTo(!linkLocal || destination.endsWith("00"));
    }

    @Test
    void renewsAnOpenLeaseOnly() {
        long now = System.nanoTime();
        gate.open(now + 60 * SECOND);
        assertThat(gate.renew(now + 61 * SECOND, now)).isTrue();
        assertThat(gate.deadlineNanos()).isEqualTo(now + 61 * SECOND);
        assertThat(gate.renew(now + 90 * SECOND, now + 62 * SECOND)).isFalse();
        assertThat(gate.deadlineNanos()).isZero();
        assertThat(gate.renew(System.nanoTime() + 60 * SECOND, System.nanoTime())).isFalse();
        assertThat(crossing.works()).isFalse();
    }

    @Test
    void closesByItselfAtTheDeadlineAndNotLater() {
        List<Long> sentAt = new ArrayList<>();
        byte[] frame = crossing.frame("ffffffffffff", "88b6");
        long deadline = System.nanoTime() + 100 * MILLI;
        gate.open(deadline);
        long now = System.nanoTime();
        long before = now;
        long longestPause = 0;
        while (now - deadline < 50 * MILLI) {
            sentAt.add(now);
            longestPause = Math.max(longestPause, now - before);
            before = now;
            crossing.send(frame);
            long next = now + MILLI / 5;
            while (System.nanoTime() - next < 0) {
                Thread.onSpinWait();
            }
            now = System.nanoTime();
        }
        int arrived = crossing.arrived();
        assertThat(arrived).isBetween(1, sentAt.size() - 1);
        long lastNanos = sentAt.get(arrived - 1) - deadline;
        // What this thread did not send on a busy machine cannot arrive.
        assertThat(lastNanos).isBetween(-50 * MILLI - longestPause, 0L);
        assertThat(gate.deadlineNanos()).isZero();
        assertThat(gate.expiries()).isEqualTo(1);
    }

    @Test
    void aLeaseThatRanOutDuringAFreezeIsNotRevived() {
        long now = System.nanoTime();
        gate.open(now + 20 * MILLI);
        while (System.nanoTime() - now < 25 * MILLI) {
            Thread.onSpinWait();
        }
        // The clock was read before the freeze; no frame came in meanwhile to latch the expiry.
        assertThat(gate.renew(now + 60 * SECOND, now)).isFalse();
        assertThat(gate.isOpen(System.nanoTime())).isFalse();
    }

    @Test
    void aNewProcessAdoptsAnOpenLease() throws Exception {
        long deadline = System.nanoTime() + 60 * SECOND;
        gate.open(deadline);
        EbpfGate next = install();
        assertThat(next.deadlineNanos()).isEqualTo(deadline);
        assertThat(crossing.works()).isTrue();
        long now = System.nanoTime();
        assertThat(next.renew(now + 70 * SECOND, now)).isTrue();
        assertThat(gate.renew(now + 80 * SECOND, now)).isFalse();
    }

    @Test
    void anotherInstanceDoesNotAdoptTheLease() throws Exception {
        gate.open(System.nanoTime() + 60 * SECOND);
        EbpfGate other =
                inside(ring.ns("1"), () -> EbpfGate.install(options(52), "another instance"));
        assertThat(other.deadlineNanos()).isZero();
        assertThat(crossing.works()).isFalse();
        assertThat(programs("up0")).hasSize(1);
    }

    @Test
    void flushingTheRulesetChangesNothing() {
        run("ip netns exec " + ring.ns("1") + " nft flush ruleset");
        assertThat(crossing.works()).isFalse();
    }

    @Test
    void aLinkFlapDoesNotOpen() {
        run(
                "ip -n "
                        + ring.ns("1")
                        + " link set up0 down && ip -n "
                        + ring.ns("1")
                        + " link set up0 up");
        run(
                "ip -n "
                        + ring.ns("1")
                        + " link set br0 down && ip -n "
                        + ring.ns("1")
                        + " link set br0 up");
        assertThat(crossing.works()).isFalse();
        assertThat(verified()).isEmpty();
    }

    @Test
    void aDeviceMadeAnewIsReportedAndFencedAgain() throws Exception {
        run("ip -n " + ring.ns("1") + " link del up0");
        assertThat(verified())
                .singleElement()
                .satisfies(gap -> {
                    assertThat(gap.port()).isEqualTo("up0");
                    assertThat(gap.devicePresent()).isFalse();
                });
        run(
                "ip link add up0 netns "
                        + ring.ns("1")
                        + " type veth peer name n1 netns "
                        + ring.ns("A"));
        assertThat(verified())
                .containsExactly(new FenceGap("up0", "no fence on its ingress", true));
        inside(
                ring.ns("1"),
                () -> {
                    gate.fence("up0");
                    return true;
                });
        assertThat(verified()).isEmpty();
        assertThat(programs("up0")).hasSize(1);
    }

    @Test
    void twoInstallationsLeaveOneProgramOnEachPort() throws Exception {
        install();
        install();
        assertThat(programs("up0")).hasSize(1);
        assertThat(programs("dn0")).hasSize(1);
    }

    @Test
    void aMissingPortIsNamedAndLeavesTheOthersAsTheyWere() throws Exception {
        GateOptions wrong =
                new GateOptions(
                        53, List.of("c0", "nope"), new ProbeIdentity(2, new SecureRandom()));
        assertThatThrownBy(
                        () -> inside(ring.client(), () -> EbpfGate.install(wrong, "with a typo")))
                .cause()
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("if_nametoindex(nope)");
        assertThat(inside(ring.client(), () -> Bpf.programsOn(NetDevice.requireIndex("c0"))))
                .isEmpty();
    }

    @Test
    void uninstallingLetsTrafficPass() throws Exception {
        inside(
                ring.ns("1"),
                () -> {
                    gate.uninstall();
                    return true;
                });
        assertThat(crossing.works()).isTrue();
    }

    private List<FenceGap> verified() {
        try {
            return inside(ring.ns("1"), gate::verify);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Integer> programs(String port) throws Exception {
        return inside(ring.ns("1"), () -> Bpf.programsOn(NetDevice.requireIndex(port)));
    }
}
