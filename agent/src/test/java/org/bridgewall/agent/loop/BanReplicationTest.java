package org.bridgewall.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bridgewall.agent.netlink.conntrack.Room;
import org.bridgewall.agent.nftables.DenySets;
import org.bridgewall.agent.nftables.InstancePorts;
import org.bridgewall.agent.nftables.KernelBan;
import org.bridgewall.agent.nftables.NftPolicy;
import org.bridgewall.agent.nftables.NftProgram;
import org.bridgewall.agent.nftables.PolicyStamp;
import org.bridgewall.core.ruleset.Ruleset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two kernels with the policy's own sets; a packet makes the first one learn a ban. */
@Tag("kernel")
class BanReplicationTest {
    private static final int VRID = 51;
    private static final InstancePorts PORTS =
            new InstancePorts("dmz", "br0", "up0", List.of("dn0"));
    private static final NftProgram NFT = new NftProgram(List.of("nft"), Duration.ofSeconds(30));

    private final ReplicatedPair pair = new ReplicatedPair();
    private Room first;
    private Room second;
    private BanReplication ofFirst;
    private BanReplication ofSecond;
    private boolean firstLeads = true;

    @BeforeEach
    void enterTwoNamespaces() throws Exception {
        first = room();
        second = room();
        pair.settle();
        ofFirst =
                first.call(() ->
                        new BanReplication(
                                VRID,
                                DenySets.open(NFT, PORTS.table()),
                                task -> task.accept(pair.active),
                                () -> firstLeads));
        ofSecond =
                second.call(() ->
                        new BanReplication(
                                VRID,
                                DenySets.open(NFT, PORTS.table()),
                                task -> task.accept(pair.standby),
                                () -> !firstLeads));
        ofFirst.listen();
        ofSecond.listen();
    }

    /** The policy's tables, and one rule beside them that bans whoever is written to. */
    private static Room room() throws Exception {
        Room room = new Room();
        room.run(() -> {
            new NftPolicy(NFT, PORTS).apply(Ruleset.closed(), new PolicyStamp(1, "1"));
            Room.shell(
                    """
                    nft -f - <<EOF
                    add chain inet bw_dmz learn { type filter hook output priority 0; }
                    add rule inet bw_dmz learn udp dport 9 add @hostdeny4 { ip daddr }
                    add rule inet bw_dmz learn udp dport 9 add @hostdeny6 { ip6 daddr }
                    EOF
                    """);
        });
        return room;
    }

    @AfterEach
    void leave() {
        ofFirst.close();
        ofSecond.close();
        first.close();
        second.close();
    }

    @Test
    void aBanThatTheKernelLearnsIsInTheOtherKernelWithWhatIsLeftOfIt() throws Exception {
        first.run(() -> {
            learn("127.0.0.9");
            learn("::1");
        });
        replicate();

        Map<String, Long> bans = bans(second);
        assertThat(bans).containsOnlyKeys("127.0.0.9", "::1");
        assertThat(bans.get("127.0.0.9")).isBetween(500L, 600L);
        assertThat(bans.get("::1")).isBetween(500L, 600L);
    }

    @Test
    void theLongerBanWinsAndNothingIsTakenAway() throws Exception {
        first.run(() ->
                Room.shell(
                        "nft add element inet bw_dmz hostdeny4 { 192.0.2.1 timeout 300s,"
                                + " 192.0.2.2 timeout 300s }"));
        second.run(() ->
                Room.shell(
                        "nft add element inet bw_dmz hostdeny4 { 192.0.2.1 timeout 100s,"
                                + " 192.0.2.2 timeout 900s, 192.0.2.3 timeout 100s }"));
        replicate();

        Map<String, Long> bans = bans(second);
        assertThat(bans).containsOnlyKeys("192.0.2.1", "192.0.2.2", "192.0.2.3");
        assertThat(bans.get("192.0.2.1")).isBetween(200L, 300L);
        assertThat(bans.get("192.0.2.2")).isBetween(700L, 900L);
        assertThat(bans.get("192.0.2.3")).isBetween(1L, 100L);
        assertThat(bans(first))
                .as("a standby tells nothing")
                .containsOnlyKeys("192.0.2.1", "192.0.2.2");
    }

    @Test
    void aBanSurvivesAFailoverAndTheWayBack() throws Exception {
        first.run(() -> learn("127.0.0.9"));
        replicate();
        firstLeads = false;
        second.run(() -> learn("127.0.0.10"));
        replicate();
        assertThat(bans(first)).containsOnlyKeys("127.0.0.9", "127.0.0.10");
        firstLeads = true;
        replicate();
        assertThat(bans(second)).containsOnlyKeys("127.0.0.9", "127.0.0.10");
        assertThat(bans(second).get("127.0.0.9")).isLessThanOrEqualTo(600);
        assertThat(pair.standby.internal().find(RecordTypes.BAN, key(), 0, 5, view())).isFalse();
    }

    @Test
    void aBanThatEndedIsForgottenAndOneLearnedAnewIsTold() throws Exception {
        String element = " element inet bw_dmz hostdeny4 { 192.0.2.1 ";
        first.run(() -> Room.shell("nft add" + element + "timeout 60s }"));
        replicate();
        first.run(() -> Room.shell("nft delete" + element + "}"));
        replicate();
        assertThat(bans(second)).as("only added, never taken back").hasSize(1);
        first.run(() -> Room.shell("nft add" + element + "timeout 500s }"));
        replicate();
        assertThat(bans(second).get("192.0.2.1")).isBetween(400L, 500L);
        first.run(() ->
                Room.shell("nft delete" + element + "}; nft add" + element + "timeout 900s }"));
        replicate();
        assertThat(bans(second).get("192.0.2.1"))
                .as("renewed between two looks")
                .isGreaterThan(600);
    }

    @Test
    void thousandsGoThroughAndALateListenerHearsThem() throws Exception {
        StringBuilder elements = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            elements.append(i == 0 ? "" : ", ").append("10.1." + (i >> 8) + "." + (i & 255));
        }
        first.run(() ->
                Room.shell(
                        "nft -f - <<EOF\nadd element inet bw_dmz hostdeny4 { "
                                + elements
                                + " }\nEOF"));
        ofFirst.turn();
        pair.settle();
        try (BanReplication late =
                second.call(() ->
                        new BanReplication(
                                VRID,
                                DenySets.open(NFT, PORTS.table()),
                                task -> task.accept(pair.standby),
                                () -> false))) {
            late.listen();
            second.run(late::turn);
        }
        assertThat(bans(second)).hasSize(3_000);
    }

    @Test
    void bansOfAnotherInstanceAreNotTaken() throws Exception {
        byte[] key = key();
        key[0] = VRID + 1;
        byte[] value = BanRecord.value(1);
        pair.active.internal().put(RecordTypes.BAN, key, 0, 5, value, 0, 8, 600, System.nanoTime());
        replicate();
        assertThat(bans(second)).isEmpty();
    }

    private static byte[] key() {
        return new byte[] {VRID, 127, 0, 0, 10};
    }

    private static org.bridgewall.sync.cache.RecordView view() {
        return new org.bridgewall.sync.cache.RecordView();
    }

    /** What a second and a few datagrams do: both nodes look, speak, and look again. */
    private void replicate() throws Exception {
        first.run(ofFirst::turn);
        second.run(ofSecond::turn);
        pair.settleBoth();
        first.run(ofFirst::turn);
        second.run(ofSecond::turn);
    }

    private static void learn(String address) throws Exception {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress to = InetAddress.ofLiteral(address);
            socket.send(new DatagramPacket(new byte[1], 1, to, 9));
        }
    }

    private static Map<String, Long> bans(Room room) throws Exception {
        return room.call(() -> {
            Map<String, Long> bans = new HashMap<>();
            for (KernelBan ban : new NftPolicy(NFT, PORTS).bans()) {
                bans.put(ban.address().toString(), ban.remaining().toSeconds());
            }
            return bans;
        });
    }
}
