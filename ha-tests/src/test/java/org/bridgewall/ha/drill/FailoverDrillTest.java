package org.bridgewall.ha.drill;

import java.io.IOException;
import java.nio.file.Path;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.LabPlan;
import org.bridgewall.ha.lab.Site;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A part of the catalogue on each build, with real agents in one laboratory; each drill begins and
 * ends with a ready pair. The whole catalogue: {@code deploy/lab drill all}.
 */
@Tag("kernel")
class FailoverDrillTest {
    private static final int CONNECTIONS = 60;

    private static final Lab LAB = lab();

    @BeforeAll
    static void up() throws IOException {
        LAB.up(LabPlan.pair(), Path.of("..", "deploy", "examples", "lab.policy").toAbsolutePath());
    }

    @AfterAll
    static void down() throws IOException {
        LAB.down();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crash",
                "freeze",
                "machine-gone",
                "cable-uplink",
                "cable-screened",
                "cable-uplink-standby",
                "flap-uplink",
                "only-data-legs",
                "adverts-lost-out",
                "disk-full",
                "switchover",
                "switchover-then-crash",
                "drain",
                "moves-in-silence"
            })
    void nobodyNotices(String name) throws IOException {
        Unnoticed.by(new Drill(LAB, CONNECTIONS, System.out::println).run(Faults.named(name)));
    }

    private static Lab lab() {
        try {
            return new Lab(Site.ofThisProcess(), Distribution.find(), System.out::println);
        } catch (IOException e) {
            throw new IllegalStateException("the class path of this JVM serves as distribution", e);
        }
    }
}
