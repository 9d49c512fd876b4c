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
                        OK
                        """);
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
                        LOST
                        """);
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
        assertThat(tree.at("/security").asText()).isEqualTo("PRE_SHARED_KEY");
    }
}
