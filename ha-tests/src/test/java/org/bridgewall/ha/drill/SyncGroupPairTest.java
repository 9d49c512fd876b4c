package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A routed pair with an instance on each side, in one sync group: a tracked interface on one side
 * moves both, and programs are told of it.
 */
@Tag("kernel")
class SyncGroupPairTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final List<String> NODES = List.of("n1", "n2");
    private static PairFixture pair;

    @BeforeAll
    static void up() throws IOException {
        pair = new PairFixture("grp");
        for (String side : List.of("lan", "wan")) {
            pair.place(side);
            for (String node : NODES) {
                pair.wire(node, side + "0", side, node);
                pair.ip(node, "link set " + side + "0 up");
            }
            pair.zwitch(side, "n1", "n2");
        }
        pair.start("n1", instance("n1", "lan", 9, 120) + instance("n1", "wan", 10, 120));
        pair.start("n2", instance("n2", "lan", 9, 100) + instance("n2", "wan", 10, 100));
    }

    @AfterAll
    static void down() throws IOException {
        System.out.println(pair.log("n1"));
        System.out.println(pair.log("n2"));
        pair.close();
    }

    private static String instance(String node, String side, int vrid, int priority)
            throws IOException {
        Path program = pair.state(node).resolve("told-" + side);
        Files.writeString(
                program,
                "#!/bin/sh\necho $BRIDGEWALL_STATE $BRIDGEWALL_REASON >> "
                        + book(node, side)
                        + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return """
        - name: %1$s
          vrid: %2$d
          mode: none
          priority: %3$d
          conntrack_zone: %2$d
          advert_interval: 200ms
          lease: 600ms
          fault_hold: 1s
          sync_group: site
          vips: [ { address: 192.0.%2$d.75/24, dev: %1$s0 } ]
          track: { interfaces: [ { name: %1$s0 } ] }
          notify: [ { run: [ %4$s ] } ]
        """
                .formatted(side, vrid, priority, program);
    }

    private static Path book(String node, String side) throws IOException {
        return pair.state(node).resolve("book-" + side);
    }

    @Test
    void bothInstancesMoveTogether() throws IOException {
        await().atMost(LONG).until(() -> leadsBoth("n1") || leadsBoth("n2"));
        String first = leadsBoth("n1") ? "n1" : "n2";
        String second = PairFixture.other(first);
        await().atMost(LONG)
                .until(() ->
                        role(second, "lan").equals("BACKUP")
                                && role(second, "wan").equals("BACKUP"));

        // The cable of one side.
        pair.ip("lan", "link set " + first + " down");
        await().atMost(LONG).until(() -> leadsBoth(second));
        await().atMost(LONG).until(() -> role(first, "wan").equals("FAULT"));
        assertThat(why(first, "lan").path("faults").toString()).contains("lan0: has no carrier");
        assertThat(why(first, "wan").path("faults").toString())
                .contains("sync group: lan: lan0: has no carrier");
        await().atMost(LONG)
                .until(() ->
                        addresses(second).contains("192.0.9.75")
                                && addresses(second).contains("192.0.10.75"));
        await().atMost(LONG)
                .until(() ->
                        !addresses(first).contains("192.0.9.75")
                                && !addresses(first).contains("192.0.10.75"));
        await().atMost(LONG)
                .until(() -> lastTold(first, "wan").startsWith("FAULT sync group: lan"));
        await().atMost(LONG).until(() -> lastTold(second, "wan").startsWith("MASTER"));
        assertThat(pair.status(first).toString()).contains("TRACK_FAILED");

        pair.ip("lan", "link set " + first + " up");
        await().atMost(LONG)
                .until(() ->
                        role(first, "lan").equals("BACKUP") && role(first, "wan").equals("BACKUP"));
        assertThat(leadsBoth(second)).isTrue();

        // Orders for one member are orders for both.
        await().atMost(LONG)
                .until(() -> pair.agentctl(first, "switchover", "-i", "lan").exitCode() == 0);
        await().atMost(LONG).until(() -> leadsBoth(first));
        await().atMost(LONG)
                .until(() -> pair.agentctl(first, "drain", "-i", "wan").exitCode() == 0);
        await().atMost(LONG).until(() -> leadsBoth(second));
        await().atMost(LONG).until(() -> lastTold(second, "lan").startsWith("MASTER"));
        JsonNode hooks = why(second, "lan").path("hooks");
        assertThat(hooks).isNotEmpty().allMatch(run -> run.path("good").asBoolean());
    }

    private static JsonNode row(String node, String instance) throws IOException {
        for (JsonNode row : pair.status(node).path("nodes")) {
            if (row.path("local").asBoolean() && row.path("instance").asText().equals(instance)) {
                return row;
            }
        }
        return JSON.createObjectNode();
    }

    private static String role(String node, String instance) throws IOException {
        return row(node, instance).path("role").asText();
    }

    private static boolean leadsBoth(String node) throws IOException {
        return role(node, "lan").equals("MASTER") && role(node, "wan").equals("MASTER");
    }

    private static JsonNode why(String node, String instance) throws IOException {
        return JSON.readTree(pair.agentctl(node, "why", "-i", instance, "-o", "json").out());
    }

    private static String addresses(String node) throws IOException {
        return pair.in(node, "ip", "-o", "address", "show");
    }

    private static String lastTold(String node, String side) throws IOException {
        Path book = book(node, side);
        List<String> lines = Files.exists(book) ? Files.readAllLines(book) : List.of();
        return lines.isEmpty() ? "" : lines.getLast();
    }
}
