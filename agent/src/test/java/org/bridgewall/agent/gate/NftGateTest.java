package org.bridgewall.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bridgewall.agent.ring.Shell.inside;
import static org.bridgewall.agent.ring.Shell.run;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.bridgewall.agent.bridge.PacketWire;
import org.bridgewall.agent.bridge.ProbeIdentity;
import org.bridgewall.agent.ring.Crossing;
import org.bridgewall.agent.ring.Ring;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The nft gate between a real client and a real server, and the change from one kind to the other.
 */
@Tag("kernel")
class NftGateTest {
    private static final long MILLI = 1_000_000L;
    private static final long MINUTE = 60_000 * MILLI;

    private final ProbeIdentity identity = new ProbeIdentity(2, new SecureRandom());
    private final GateOptions options = new GateOptions(51, Ring.PORTS, identity);
    private Ring ring;
    private Crossing crossing;
    private Gate gate;

    @BeforeEach
    void build() throws Exception {
        ring = new Ring("n");
        gate = install(FenceChoice.NFT);
        ring.join("1");
        crossing = ring.crossing();
    }

    @AfterEach
    void tearDown() {
        crossing.close();
        ring.close();
    }

    private Gate install(FenceChoice choice) throws Exception {
        return inside(ring.ns("1"), () -> Gates.install(choice, options));
    }

    @Test
    void closedUntilOpened() throws Exception {
        assertThat(gate.deadlineNanos()).isZero();
        assertThat(crossing.works()).isFalse();
        gate.open(System.nanoTime() + MINUTE);
        assertThat(gate.isOpen(System.nanoTime())).isTrue();
        assertThat(crossing.works()).isTrue();
        gate.close();
        assertThat(gate.deadlineNanos()).isZero();
        assertThat(crossing.works()).isFalse();
        assertThat(verified()).isEmpty();
        await().until(() -> gate.refusedFrames() > 0);
    }

    @Test
    void closesByItselfAndARenewalIsRefused() {
        gate.open(System.nanoTime() + 100 * MILLI);
        long now = System.nanoTime();
        assertThat(gate.renew(now + 200 * MILLI, now)).isTrue();
        await().until(() -> !crossing.works());
        now = System.nanoTime();
        assertThat(gate.renew(now + MINUTE, now)).isFalse();
        assertThat(crossing.works()).isFalse();
    }

    @Test
    void aRenewalKeepsItOpen() {
        gate.open(System.nanoTime() + 500 * MILLI);
        long began = System.nanoTime();
        long now = began;
        while (now - began < 1200 * MILLI) {
            now = System.nanoTime();
            assertThat(gate.renew(now + 500 * MILLI, now)).isTrue();
            assertThat(crossing.works()).isTrue();
        }
    }

    @Test
    void aLeaseTakenByTheKernelIsReportedByTheNextRenewal() {
        gate.open(System.nanoTime() + MINUTE);
        run("ip netns exec " + ring.ns("1") + " nft flush set netdev bw_fence_51 lease");
        await().until(() -> {
            long now = System.nanoTime();
            return !gate.renew(now + MINUTE, now);
        });
        assertThat(crossing.works()).isFalse();
        assertThat(gate.deadlineNanos()).isZero();
    }

    @Test
    void anOwnProbeThatComesBackClosesTheGate() throws Exception {
        ring.join("2");
        try (PacketWire wire =
                inside(
                        ring.ns("1"),
                        () ->
                                PacketWire.open(
                                        51,
                                        Ring.PORTS,
                                        identity,
                                        (p, o, l, b, n) -> {},
                                        (port, nanos) -> {},
                                        List.of(),
                                        0))) {
            gate.open(System.nanoTime() + MINUTE);
            wire.send(leg -> new byte[8]);
            await().until(() -> {
                long now = System.nanoTime();
                return !gate.renew(now + MINUTE, now);
            });
            await().until(() -> gate.loopGuardTrips() > 0);
        }
    }

    @Test
    void aNewProcessAdoptsAnOpenLease() throws Exception {
        gate.open(System.nanoTime() + MINUTE);
        Gate next = install(FenceChoice.NFT);
        // Each is reckoned from what is left, and a busy machine may pause between look and clock.
        assertThat(next.deadlineNanos() - gate.deadlineNanos())
                .isBetween(-MINUTE / 10, MINUTE / 10);
        assertThat(crossing.works()).isTrue();
        long now = System.nanoTime();
        assertThat(next.renew(now + MINUTE, now)).isTrue();
    }

    @Test
    void aChangeOfKindKeepsTheLease() throws Exception {
        gate.open(System.nanoTime() + MINUTE);
        Gate ebpf = install(FenceChoice.AUTO);
        assertThat(ebpf).isInstanceOf(EbpfGate.class);
        assertThat(ebpf.description()).isEqualTo("eBPF on tcx ingress, chosen by itself");
        assertThat(crossing.works()).isTrue();
        assertThat(run("ip netns exec " + ring.ns("1") + " nft list tables"))
                .doesNotContain("fence");
        Gate back = install(FenceChoice.NFT);
        assertThat(back.deadlineNanos()).isNotZero();
        assertThat(crossing.works()).isTrue();
        back.close();
        assertThat(crossing.works()).isFalse();
    }

    @Test
    void aFlushedRulesetIsReportedAndFencedAgain() throws Exception {
        run("ip netns exec " + ring.ns("1") + " nft flush ruleset");
        assertThat(verified()).extracting(FenceGap::port).containsExactly("up0", "dn0");
        inside(
                ring.ns("1"),
                () -> {
                    gate.fence("up0");
                    return true;
                });
        assertThat(verified()).isEmpty();
        assertThat(crossing.works()).isFalse();
    }

    @Test
    void theListingTellsWhichPortsAreCovered() {
        String listing = "\t\ttype filter hook ingress devices = { dn0, \"up0\" } priority -500;";
        assertThat(NftFence.covers(listing, "up0")).isTrue();
        assertThat(NftFence.covers(listing, "dn0")).isTrue();
        assertThat(NftFence.covers(listing, "dn")).isFalse();
        assertThat(NftFence.covers("", "dn0")).isFalse();
    }

    private List<FenceGap> verified() throws IOException {
        try {
            return inside(ring.ns("1"), gate::verify);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
