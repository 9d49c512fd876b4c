package org.bridgewall.ha.drill;

import java.io.IOException;
import java.nio.file.Path;
import org.bridgewall.agent.config.ReplicationConfig.Mode;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Site;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Without acknowledgements, too, a crash cuts nobody on a link that does not lose. */
@Tag("kernel")
class ReplicationModesDrillTest {
    private static final int CONNECTIONS = 40;

    @ParameterizedTest
    @EnumSource(names = {"ALARM", "NOTRACK"})
    void aCrashOfTheMasterCutsNobody(Mode mode) throws IOException {
        Lab lab = new Lab(Site.ofThisProcess(), Distribution.find(), System.out::println);
        try {
            Fault crash = Faults.named("crash").replicatedBy(mode);
            lab.up(
                    crash.plan(),
                    Path.of("..", "deploy", "examples", "lab.policy").toAbsolutePath());
            Unnoticed.by(new Drill(lab, CONNECTIONS, System.out::println).run(crash));
        } finally {
            lab.down();
        }
    }
}
