package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A routed pair with adverts much faster, and much slower, than the defaults. */
@Tag("kernel")
class AdvertIntervalPairTest {
    private static final Duration LONG = Duration.ofSeconds(90);

    /** A process that is told to start on a busy machine, and one that is asked for its status. */
    private static final Duration BUSY = Duration.ofSeconds(10);

    private static String instance(String interval, int priority) {
        return """
        - name: lan
          vrid: 9
          mode: none
          priority: %d
          advert_interval: %s
          vips: [ { address: 192.0.2.75/24, dev: lan0 } ]
        """
                .formatted(priority, interval);
    }

    /**
     * Master down is 3.4 to 3.7 intervals after the last advert, which is up to one old. At 20 ms a
     * shared machine's pause is a master down as well, and the role may move before the crash.
     */
    @ParameterizedTest
    @CsvSource({"20ms, 20, 0", "4s, 4000, 9500"})
    void aCrashIsTakenOverAfterTheMasterDownTime(String interval, long millis, long leastMillis)
            throws IOException {
        try (PairFixture pair = new PairFixture("adv")) {
            pair.place("lan");
            for (String node : new String[] {"n1", "n2"}) {
                pair.wire(node, "lan0", "lan", node);
                pair.ip(node, "link set lan0 up");
            }
            pair.zwitch("lan", "n1", "n2");
            pair.start("n1", instance(interval, 120));
            pair.start("n2", instance(interval, 100));
            try {
                await().atMost(LONG).until(() -> leadsAlone(pair, "n1") || leadsAlone(pair, "n2"));
                String master = holds(pair, "n1") ? "n1" : "n2";
                String standby = PairFixture.other(master);

                long killed = System.nanoTime();
                pair.kill(master);
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(LONG)
                        .until(() -> holds(pair, standby));
                Duration took = Duration.ofNanos(System.nanoTime() - killed);
                System.out.printf("adverts every %s: taken over after %s%n", interval, took);
                assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(leastMillis));
                assertThat(took).isLessThan(Duration.ofMillis(5 * millis).plus(BUSY));
            } finally {
                System.out.println(pair.log("n1"));
                System.out.println(pair.log("n2"));
            }
        }
    }

    private static boolean leadsAlone(PairFixture pair, String node) throws IOException {
        String other = PairFixture.other(node);
        return pair.leads(node)
                && holds(pair, node)
                && pair.self(other).path("role").asText().equals("BACKUP")
                && !holds(pair, other);
    }

    private static boolean holds(PairFixture pair, String node) throws IOException {
        return pair.addresses(node, "lan0").contains("192.0.2.75");
    }
}
