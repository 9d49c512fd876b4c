package org.bridgewall.ha.drill;

import java.io.IOException;
import java.nio.file.Path;
import org.bridgewall.ha.lab.Distribution;
import org.bridgewall.ha.lab.Lab;
import org.bridgewall.ha.lab.Site;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a pair with one bridgewall cannot show: a third node, two instances led by different nodes,
 * a third witness; and one that follows connections by events alone. Each size of laboratory is
 * built when the first drill needs it.
 */
@Tag("kernel")
class LargerLabDrillTest {
    private static final int CONNECTIONS = 20;

    private static final Lab LAB = lab();

    @AfterAll
    static void down() throws IOException {
        LAB.down();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "third-node",
                "freshest-first",
                "instance-crash",
                "witness-hidden-wire",
                "untapped-crash"
            })
    void nobodyNotices(String name) throws IOException {
        Fault fault = Faults.named(name);
        if (!LAB.isUp(fault.plan())) {
            LAB.up(
                    fault.plan(),
                    Path.of("..", "deploy", "examples", "lab.policy").toAbsolutePath());
        }
        FaultResult result = new Drill(LAB, CONNECTIONS, System.out::println).run(fault);
        Unnoticed.by(result);
        Unnoticed.butForTime(result);
    }

    private static Lab lab() {
        try {
            return new Lab(Site.ofThisProcess(), Distribution.find(), System.out::println);
        } catch (IOException e) {
            throw new IllegalStateException("the class path of this JVM serves as distribution", e);
        }
    }
}
