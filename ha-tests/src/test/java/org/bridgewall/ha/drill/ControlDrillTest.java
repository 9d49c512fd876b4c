package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Site;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Without replication the same fault kills everything: the drills measure what they claim to. */
@Tag("kernel")
class ControlDrillTest {
    @Test
    void withoutReplicationNoConnectionSurvives() throws IOException {
        Lab lab = new Lab(Site.ofThisProcess(), Distribution.find(), System.out::println);
        try {
            Fault crash = Faults.named("crash").withoutReplication();
            lab.up(
                    crash.plan(),
                    Path.of("..", "deploy", "examples", "lab.policy").toAbsolutePath());
            FaultResult result = new Drill(lab, 40, System.out::println).run(crash);
            System.out.println(result);
            assertThat(result.survived()).isZero();
            assertThat(result.dualActiveMillis()).isZero();
        } finally {
            lab.down();
        }
    }
}
