package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.bridgewall.ha.lab.Netns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mode {@code none}: two routers with addresses that move, seen from a host in their network. */
@Tag("kernel")
class RoutedPairTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static PairFixture pair;

    @BeforeAll
    static void up() throws IOException {
        pair = new PairFixture("vip");
        pair.lan();
        for (String node : List.of("n1", "n2")) {
            pair.ip(node, "address add 192.0.2.1" + node.substring(1) + "/24 dev lan0");
        }
        pair.ip("lan", "address add 192.0.2.100/24 dev br0");
        pair.ip("lan", "address add 2001:db8::100/64 dev br0 nodad");
        pair.start("n1", instance(120));
        pair.start("n2", instance(100));
    }

    @AfterAll
    static void down() throws IOException {
        System.out.println(pair.log("n1"));
        System.out.println(pair.log("n2"));
        pair.close();
    }

    private static String instance(int priority) {
        return """
        - name: lan
          vrid: 9
          mode: none
          priority: %d
          advert_interval: 500ms
          lease: 1500ms
          vips:
            - { address: 192.0.2.75/24, dev: lan0 }
            - { address: 2001:db8::75/64, dev: lan0 }
        """
                .formatted(priority);
    }

    @Test
    void theAddressesMoveWithTheMasterAndADeadAgentLeavesNoneBehind() throws IOException {
        await().atMost(LONG).until(() -> pair.leads("n1") || pair.leads("n2"));
        String master = pair.leads("n1") ? "n1" : "n2";
        String standby = PairFixture.other(master);
        await().atMost(LONG).until(() -> pair.self(standby).path("role").asText().equals("BACKUP"));
        assertThat(addresses(master)).contains("192.0.2.75/24").contains("2001:db8::75/64");
        assertThat(addresses(standby)).doesNotContain("192.0.2.75").doesNotContain("2001:db8::75");
        assertThat(reaches("192.0.2.75")).isTrue();
        assertThat(reaches("2001:db8::75")).isTrue();
        await().atMost(LONG).until(() -> pair.self(master).path("vips").path("held").asInt() == 2);

        pair.kill(master);
        await().atMost(LONG).until(() -> addresses(standby).contains("192.0.2.75/24"));
        await().atMost(LONG).until(() -> reaches("192.0.2.75") && reaches("2001:db8::75"));
        // Nobody is there to remove them but the kernel.
        await().atMost(LONG).until(() -> !addresses(master).contains("192.0.2.75"));
        await().atMost(LONG).until(() -> !addresses(master).contains("2001:db8::75"));

        pair.start(master, instance(110));
        await().atMost(LONG).until(() -> pair.self(master).path("role").asText().equals("BACKUP"));
        assertThat(addresses(master)).doesNotContain("192.0.2.75");
        assertThat(pair.leads(standby)).isTrue();

        assertThat(pair.agentctl(master, "switchover").exitCode()).isLessThanOrEqualTo(1);
        await().atMost(LONG).until(() -> pair.leads(master));
        assertThat(pair.agentctl(master, "takeover", "last").out())
                .as("it did not wait for the resignation")
                .contains("last changes here");
        await().atMost(LONG).until(() -> !addresses(standby).contains("192.0.2.75"));
        await().atMost(LONG).until(() -> reaches("192.0.2.75") && reaches("2001:db8::75"));
        await().atMost(LONG)
                .until(() -> !codes(master).contains("VIP_") && !codes(standby).contains("VIP_"));
    }

    private static String addresses(String node) throws IOException {
        return pair.addresses(node, "lan0");
    }

    private static String codes(String node) throws IOException {
        return pair.status(node).path("verdict").path("findings").toString();
    }

    private static boolean reaches(String address) throws IOException {
        return Netns.call(
                pair.namespace("lan"), () -> InetAddress.getByName(address).isReachable(1_000));
    }
}
