package org.bridgewall.ha.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** What {@code deploy/sim} makes of seeds that hold and of one that fails. */
class SimulationTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Long> ran = new ArrayList<>();

    @Test
    void seedsThatHoldAreCounted() {
        assertThat(run(3, 4, seed -> 10)).isZero();
        assertThat(ran).containsExactly(3L, 4L, 5L, 6L);
        assertThat(text()).contains("sync: 4 seeds from 3 on, 40 events: every invariant held");
    }

    @Test
    void theFirstSeedThatFailsIsPrintedWithItsTraceAndHowToRepeatIt() {
        int code =
                run(
                        0,
                        10,
                        seed -> {
                            if (seed == 5) {
                                throw new AssertionError("the trace of it");
                            }
                            return 1;
                        });
        assertThat(code).isEqualTo(1);
        assertThat(ran).hasSize(6);
        assertThat(text())
                .contains("sync: seed 5 failed; repeat with --only sync --seed 5")
                .contains("the trace of it");
    }

    @Test
    void wrongUsageIsToldAndHasACodeOfItsOwn() {
        for (String wrong : new String[] {"--seeds", "--seeds x", "--only nothing", "--what 1"}) {
            assertThat(exitCode(wrong.split(" ", -1))).as(wrong).isEqualTo(2);
        }
        assertThat(text()).contains("usage: [--seeds N] [--seed S] [--only election|witness|sync|");
    }

    @Test
    void oneSeedOfOneSimulationRunsAgain() {
        assertThat(exitCode("--only", "outage", "--seed", "7")).isZero();
        assertThat(text()).contains("outage: 1 seeds from 7 on");
    }

    private int run(long first, long count, LongUnaryOperator scenario) {
        boolean good =
                Simulation.run(
                        "sync",
                        first,
                        count,
                        seed -> {
                            ran.add(seed);
                            return scenario.applyAsLong(seed);
                        },
                        printer());
        return good ? 0 : 1;
    }

    private int exitCode(String... arguments) {
        return Simulation.exitCode(arguments, printer());
    }

    private PrintStream printer() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
