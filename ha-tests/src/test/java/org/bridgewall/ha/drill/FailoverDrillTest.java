package org.bridgewall.ha.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.bridgewall.ha.demo.Drill;
import org.bridgewall.ha.demo.Fault;
import org.bridgewall.ha.demo.FaultResult;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Site;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real agents in one laboratory; each fault begins and ends with a ready pair. */
@Tag("kernel")
class FailoverDrillTest {
    private static final int CONNECTIONS = 60;
    private static final Lab LAB = lab();

    @BeforeAll
    static void up() throws IOException {
        LAB.up(true, Path.of("..", "deploy", "examples", "lab.policy").toAbsolutePath());
    }

    @AfterAll
    static void down() throws IOException {
        LAB.down();
    }

    @Test
    void killedAgentLosesNoConnection() throws IOException {
        assertNobodyNoticed(Fault.KILL);
    }

    @Test
    void pulledCableLosesNoConnection() throws IOException {
        assertNobodyNoticed(Fault.CABLE);
    }

    @Test
    void frozenAgentLosesNoConnectionAndReopensNothing() throws IOException {
        assertNobodyNoticed(Fault.FREEZE);
    }

    @Test
    void plannedSwitchoverLosesNoConnection() throws IOException {
        assertNobodyNoticed(Fault.SWITCHOVER);
    }

    private static void assertNobodyNoticed(Fault fault) throws IOException {
        FaultResult result = new Drill(LAB, true, CONNECTIONS, System.out::println).run(fault);
        System.out.println(result);
        assertThat(result.survived()).isEqualTo(result.connections());
        assertThat(result.dualActiveMillis()).isZero();
        assertThat(result.verdict()).isEqualTo("PASS");
    }

    private static Lab lab() {
        try {
            return new Lab(Site.ofThisProcess(), Distribution.find(), System.out::println);
        } catch (IOException e) {
            throw new IllegalStateException("the class path of this JVM serves as distribution", e);
        }
    }
}
