package org.bridgewall.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.bridgewall.agent.admin.NodeStatus.PathState;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    @Test
    void aHealthyPair() {
        assertThat(StatusTable.render(new Facts().report()))
                .isEqualTo(
                        """
                        OK: dmz forwards through b1; fail over to b2 now: 38 ms expected, 0 flows at risk

                        INSTANCE  NODE  ROLE    SINCE  EPOCH  GATE       LEASE  PRIO  PATHS             FLOWS INT/EXT   LAG  PROOF       POLICY  READY
                        dmz       b1*   MASTER  2 h       12  open  187/250 ms   100  -                        1042/0     -  -           v3      -
                        dmz       b2    BACKUP  65 s      12  shut           -    90  sync up, mgmt up         0/1042  3 ms  400 ms ago  v3      38 ms, 0 at risk

                        b1: 1042 flows and 12 hosts of its own, 0 and 0 of peers; TCP followed by eBPF; audit not yet
                        dmz: lease 250 ms, renewed every 50 ms, the worst turn 3 ms late: margin 197 ms; eBPF; second lock off; witness off
                        cluster lab, asked at node b1, 0.1.0; zookeeper connected; security pre-shared key; policy v3
                        """);
    }

    @Test
    void ofAPeerOnlyTheProofIsKnownNotItsAge() {
        Facts facts = new Facts();
        facts.change(
                1,
                n -> {
                    n.proof = new NodeStatus.Proof(true, null);
                    return n;
                });
        assertThat(StatusTable.render(facts.report()))
                .contains("0/1042  3 ms  yes    v3      38 ms, 0 at risk");
    }

    @Test
    void aLostPeerAndAnUnreachableZooKeeper() {
        Facts facts = new Facts();
        facts.zookeeper = new StatusFacts.ZooKeeper(false, Facts.NOW);
        facts.change(
                1,
                n -> {
                    n.heard = false;
                    n.paths =
                            List.of(
                                    new NodeStatus.Path("sync", PathState.DOWN, null),
                                    new NodeStatus.Path("mgmt", PathState.ONE_WAY, 3L));
                    return n;
                });
        assertThat(StatusTable.render(facts.report()))
                .isEqualTo(
                        """
                        WARNING PEER_LOST: b2 is not heard on any path (and 1 more)

                        INSTANCE  NODE  ROLE       SINCE  EPOCH  GATE       LEASE  PRIO  PATHS                    FLOWS INT/EXT  LAG  PROOF  POLICY  READY
                        dmz       b1*   MASTER     2 h       12  open  187/250 ms   100  -                               1042/0  -    -      v3      -
                        dmz       b2    not heard  -          -  -              -     -  sync down, mgmt one-way              -  -    -      -       -

                        WARNING PEER_LOST: b2 is not heard on any path
                            is the peer's agent running (systemctl status bridgewall-agent), are the paths up?
                        WARNING ZK_UNREACHABLE: since 2026-11-22T18:30:00Z
                            forwarding goes on; policy cannot be published until it is back

                        b1: 1042 flows and 12 hosts of its own, 0 and 0 of peers; TCP followed by eBPF; audit not yet
                        dmz: lease 250 ms, renewed every 50 ms, the worst turn 3 ms late: margin 197 ms; eBPF; second lock off; witness off
                        cluster lab, asked at node b1, 0.1.0; zookeeper UNREACHABLE; security pre-shared key; policy v3
                        """);
    }

    @Test
    void theLastAuditAndADivergenceAreTold() {
        Facts facts = new Facts();
        facts.intake =
                Facts.intake(
                        null,
                        new StatusFacts.Audit(
                                2_500, 7, 1042, new StatusFacts.Differences(0, 0, 0, 0), true));
        facts.replicas =
                List.of(
                        new StatusFacts.Replica(
                                "b2", true, 1040, 1042, false, 9_000L, 1_500L, 0, null));
        assertThat(StatusTable.render(facts.report()))
                .contains(
                        "audit 2.5 s ago, 0 differences; replica of b2 differs since 1.5 s (1040 records, the peer has 1042)\n");
    }

    @Test
    void theJsonFormHasTheVerdictFirstAndSnakeCase() throws Exception {
        String json = AdminJson.mapper().writeValueAsString(new Facts().report());
        assertThat(json)
                .startsWith(
                        "{\"verdict\":{\"level\":\"OK\",\"code\":\"OK\",\"message\":\"dmz forwards");
        JsonNode tree = AdminJson.mapper().readTree(json);
        assertThat(tree.at("/cluster").asText()).isEqualTo("lab");
        assertThat(tree.at("/generated_at").asText()).isEqualTo("2026-11-22T18:30:00Z");
        assertThat(tree.at("/nodes/0/lease_remaining_ms").asLong()).isEqualTo(187);
        assertThat(tree.at("/nodes/1/proof/age_ms").asLong()).isEqualTo(400);
        assertThat(tree.at("/nodes/1/readiness/flows_at_risk").asLong()).isZero();
        assertThat(tree.at("/nodes/0/lag_ms").isNull()).isTrue();
        assertThat(tree.at("/intake/hosts").asLong()).isEqualTo(12);
        assertThat(tree.at("/intake/mended/dead").asLong()).isZero();
        assertThat(tree.at("/security").asText()).isEqualTo("PRE_SHARED_KEY");
    }
}
