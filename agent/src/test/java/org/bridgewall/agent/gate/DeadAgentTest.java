package org.bridgewall.agent.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bridgewall.agent.ring.Shell.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.bridgewall.agent.ring.Crossing;
import org.bridgewall.agent.ring.Ring;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a killed, and what a frozen agent leaves behind: another process holds the gate here. */
@Tag("kernel")
class DeadAgentTest {
    private Ring ring;
    private Crossing crossing;
    private @Nullable Process holder;

    @BeforeEach
    void build() throws Exception {
        ring = new Ring("k");
        crossing = ring.crossing();
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        if (holder != null) {
            holder.destroyForcibly().waitFor();
        }
        crossing.close();
        ring.close();
    }

    private Process hold(FenceChoice fence) throws IOException {
        Process process =
                new ProcessBuilder(
                                "ip",
                                "netns",
                                "exec",
                                ring.ns("1"),
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                GateHolder.class.getName(),
                                fence.name())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        holder = process;
        assertThat(said(process)).isEqualTo("open");
        ring.join("1");
        assertThat(crossing.works()).isTrue();
        return process;
    }

    private static String said(Process process) throws IOException {
        return process.inputReader(StandardCharsets.UTF_8).readLine();
    }

    @ParameterizedTest
    @EnumSource(names = {"EBPF", "NFT"})
    void aKilledAgentsGateClosesByItself(FenceChoice fence) throws Exception {
        hold(fence).destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(2)).until(() -> !crossing.works());
        assertThat(crossing.works()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"EBPF", "NFT"})
    void aFrozenAgentCannotReopenWhenItThaws(FenceChoice fence) throws Exception {
        Process agent = hold(fence);
        run("kill -STOP " + agent.pid());
        await().atMost(Duration.ofSeconds(2)).until(() -> !crossing.works());
        run("kill -CONT " + agent.pid());
        assertThat(said(agent)).isEqualTo("lost");
        assertThat(crossing.works()).isFalse();
    }
}
