package org.bridgewall.agent.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptRunTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir Path directory;

    private ScriptResult run(String body, Duration timeout) throws Exception {
        Path program = Programs.write(directory, "program", body);
        return ScriptRun.run(
                List.of(program.toString(), "one", "two"), Map.of("A", "b c"), timeout);
    }

    @Test
    void theExitCodeAndTheFirstLineAreKept() throws Exception {
        ScriptResult result = run("echo $2 \"$A\"; echo more; exit 3", LONG);
        assertThat(result.good()).isFalse();
        assertThat(result.text()).isEqualTo("exit code 3: two b c");
        assertThat(run("exit 0", LONG).good()).isTrue();
    }

    @Test
    void nothingOfTheAgentsEnvironmentIsInheritedButThePath() throws Exception {
        Path kept = directory.resolve("environment");
        run("env > " + kept, LONG);
        // The shell itself sets PWD.
        assertThat(Files.readAllLines(kept))
                .allMatch(line -> line.matches("(A|PATH|PWD|SHLVL|OLDPWD|_)=.*"))
                .contains("A=b c");
    }

    @Test
    void aProgramThatPrintsMuchIsNotHeldUp() throws Exception {
        assertThat(run("head -c 300000 /dev/zero | tr '\\0' x", LONG).good()).isTrue();
    }

    @Test
    void aProgramThatIgnoresTermIsKilledAndSoAreItsChildren() throws Exception {
        Path pids = directory.resolve("pids");
        ScriptResult result =
                run(
                        "trap '' TERM; (trap '' TERM; while :; do sleep 60; done) & echo $$ $! > "
                                + pids
                                + "; while :; do sleep 60; done",
                        Duration.ofMillis(700));
        assertThat(result.end()).isEqualTo(ScriptResult.End.TIMED_OUT);
        assertThat(result.took()).isLessThan(Duration.ofSeconds(10));
        String[] both = Files.readString(pids).strip().split(" ", -1);
        assertThat(both).hasSize(2);
        await().atMost(LONG).until(() -> !alive(both[0]) && !alive(both[1]));
    }

    private static boolean alive(String pid) throws IOException {
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
        // A killed orphan that nobody has reaped yet is dead as well.
        return process.isPresent()
                && !Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
    }

    @Test
    void aProgramThatCannotBeStartedSaysWhy() throws Exception {
        ScriptResult result =
                ScriptRun.run(List.of(directory.resolve("none").toString()), Map.of(), LONG);
        assertThat(result.end()).isEqualTo(ScriptResult.End.NOT_STARTED);
        assertThat(result.text()).contains("No such file");
    }
}
