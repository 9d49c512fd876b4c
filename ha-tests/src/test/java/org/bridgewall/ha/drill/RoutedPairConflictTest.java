package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two routers whose adverts are lost in one direction at a time. In mode {@code none} there is no
 * wire to look at, so each side goes by what it hears.
 */
@Tag("kernel")
class RoutedPairConflictTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String VIP = "192.0.2.75/24";
    private static PairFixture pair;

    @BeforeAll
    static void up() throws IOException {
        pair = new PairFixture("two");
        pair.lan();
        pair.start("n1", instance("n1"));
        pair.start("n2", instance("n2"));
    }

    @AfterAll
    static void down() throws IOException {
        System.out.println(pair.log("n1"));
        System.out.println(pair.log("n2"));
        pair.close();
    }

    /** The lease is longer than the master-down interval: a candidate waits for its end. */
    private static String instance(String node) throws IOException {
        Path program = pair.state(node).resolve("told");
        Files.writeString(
                program,
                "#!/bin/sh\necho $BRIDGEWALL_STATE $BRIDGEWALL_REASON >> " + book(node) + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return """
        - name: lan
          vrid: 9
          mode: none
          advert_interval: 500ms
          lease: 4s
          vips: [ { address: %s, dev: lan0 } ]
          notify: [ { run: [ %s ] } ]
        """
                .formatted(VIP, program);
    }

    @Test
    void aTakeoverThatTheMasterOutlivesComesToNothing() throws IOException {
        String master = ready();
        String standby = PairFixture.other(master);
        deaf(standby);
        await().atMost(LONG).until(() -> role(standby).equals("CANDIDATE"));
        hears(standby);
        await().atMost(LONG).until(() -> role(standby).equals("BACKUP"));
        assertThat(pair.agentctl(standby, "why").out()).contains("master " + master + " is heard");
        assertThat(pair.agentctl(standby, "takeover", "last").out()).contains("given up");
        assertThat(addresses(standby)).doesNotContain(VIP);
        assertThat(addresses(master)).contains(VIP);
        assertThat(pair.leads(master)).isTrue();
    }

    @Test
    void ofTwoMastersTheLaterOneStaysAndItsProgramsAreToldAgain() throws IOException {
        String earlier = ready();
        String later = PairFixture.other(earlier);
        deaf(earlier);
        deaf(later);
        await().atMost(LONG).until(() -> pair.leads(later));
        assertThat(pair.leads(earlier)).as("it cannot know").isTrue();
        long before = Files.size(book(later));

        hears(later);
        String claims = "MASTER stays master: " + earlier + " claims the role too, it must yield";
        await().atMost(LONG).until(() -> told(later, before).contains(claims));
        assertThat(pair.leads(earlier)).as("it still cannot").isTrue();

        hears(earlier);
        await().atMost(LONG).until(() -> role(earlier).equals("BACKUP"));
        String yielded = "MASTER stays master: " + earlier + " has yielded";
        await().atMost(LONG).until(() -> told(later, before).contains(yielded));
        await().atMost(LONG).until(() -> !addresses(earlier).contains(VIP));
        assertThat(addresses(later)).contains(VIP);
        assertThat(pair.leads(later)).isTrue();
    }

    /** Waits for one master and one standby; returns the master. */
    private static String ready() throws IOException {
        await().atMost(LONG)
                .until(() ->
                        (pair.leads("n1") && role("n2").equals("BACKUP"))
                                || (pair.leads("n2") && role("n1").equals("BACKUP")));
        String master = pair.leads("n1") ? "n1" : "n2";
        await().atMost(LONG).until(() -> addresses(master).contains(VIP));
        return master;
    }

    /** The kernel drops what comes in over the sync cable. */
    private static void deaf(String node) throws IOException {
        pair.in(node, "nft", "add table inet deaf");
        pair.in(node, "nft", "add chain inet deaf in { type filter hook input priority 0; }");
        pair.in(node, "nft", "add rule inet deaf in iifname sync0 drop");
    }

    private static void hears(String node) throws IOException {
        pair.in(node, "nft", "delete table inet deaf");
    }

    private static String role(String node) throws IOException {
        return pair.self(node).path("role").asText();
    }

    private static String addresses(String node) throws IOException {
        return pair.addresses(node, "lan0");
    }

    private static Path book(String node) throws IOException {
        return pair.state(node).resolve("book");
    }

    private static String told(String node, long from) throws IOException {
        return Files.readString(book(node)).substring((int) from);
    }
}
