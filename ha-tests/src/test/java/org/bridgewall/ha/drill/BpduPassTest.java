package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bridgewall.agent.state.SaveOutcome;
import org.bridgewall.agent.state.SavedPolicy;
import org.bridgewall.agent.state.StateDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Switches that speak a spanning tree to each other, through an open gate or not at all. */
@Tag("kernel")
class BpduPassTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private PairFixture pair;

    @BeforeEach
    void up() throws IOException {
        pair = new PairFixture("bpdu");
    }

    @AfterEach
    void down() throws IOException {
        System.out.println(pair.log("n1"));
        pair.close();
    }

    @ParameterizedTest
    @CsvSource({"pass, true, ''", "drop, false, BPDU_SEEN"})
    void bpdusCrossTheOpenGateOnlyWhereTheyMay(String bpdu, boolean oneTree, String finding)
            throws IOException {
        for (String zwitch : List.of("swa", "swb")) {
            pair.place(zwitch);
            pair.ip(
                    zwitch,
                    "link add br0 type bridge stp_state 1 forward_delay 200 hello_time 100 max_age 600 mcast_snooping 0");
        }
        for (String node : List.of("n1", "n2")) {
            wire(node);
        }
        for (String zwitch : List.of("swa", "swb")) {
            pair.ip(zwitch, "link set br0 up");
        }
        pair.start("n1", instance(120, bpdu));
        pair.start("n2", instance(100, bpdu));
        await().atMost(LONG).until(() -> pair.leads("n1") || pair.leads("n2"));
        await().atMost(LONG)
                .untilAsserted(() -> {
                    assertThat(root("swa").equals(root("swb"))).isEqualTo(oneTree);
                    assertThat(findings("n1"))
                            .filteredOn(code -> code.startsWith("BPDU"))
                            .isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
                });
        // Where they cross, they cross on after a move as well, through the other gate.
        String master = pair.leads("n1") ? "n1" : "n2";
        pair.kill(master);
        await().atMost(LONG).until(() -> pair.leads(PairFixture.other(master)));
        await().atMost(LONG)
                .during(Duration.ofSeconds(8))
                .untilAsserted(
                        () -> assertThat(root("swa").equals(root("swb"))).isEqualTo(oneTree));
    }

    private void wire(String node) throws IOException {
        pair.wire(node, "up0", "swa", node);
        pair.wire(node, "dn0", "swb", node);
        pair.ip(node, "link add br0 type bridge stp_state 0");
        for (String zwitch : List.of("swa", "swb")) {
            pair.ip(zwitch, "link set " + node + " master br0");
            pair.ip(zwitch, "link set " + node + " up");
        }
        SavedPolicy policy =
                new SavedPolicy(
                        1,
                        "lab.policy",
                        Files.readString(Path.of("..", "deploy", "examples", "lab.policy")));
        assertThat(new StateDirectory(pair.state(node)).savePolicy("dmz", policy))
                .isInstanceOf(SaveOutcome.Saved.class);
    }

    private static String instance(int priority, String bpdu) {
        return """
        - name: dmz
          vrid: 7
          bridge: br0
          uplink: up0
          screened: [ dn0 ]
          priority: %d
          advert_interval: 50ms
          lease: 250ms
          bpdu: %s
        """
                .formatted(priority, bpdu);
    }

    /** The root that a switch believes in. */
    private String root(String zwitch) throws IOException {
        return pair.in(zwitch, "cat", "/sys/class/net/br0/bridge/root_id").trim();
    }

    private List<String> findings(String node) throws IOException {
        List<String> codes = new java.util.ArrayList<>();
        for (JsonNode finding : pair.status(node).path("verdict").path("findings")) {
            codes.add(finding.path("code").asText());
        }
        return codes;
    }
}
