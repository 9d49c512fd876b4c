package org.bridgewall.agent.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bridgewall.agent.config.TrackConfig;
import org.bridgewall.agent.script.Programs;
import org.bridgewall.core.election.TrackRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackersTest {
    private static final TrackRule.Cost FAULT = new TrackRule.Cost.Fault();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path directory;
    private final List<String> told = new CopyOnWriteArrayList<>();

    private Trackers start(TrackConfig config) throws Exception {
        return Trackers.start(
                "dmz",
                config,
                (name, result) ->
                        told.add(
                                name
                                        + " "
                                        + (result.well() ? "well" : "failed")
                                        + " "
                                        + result.number()));
    }

    private static TrackConfig script(TrackConfig.Script script) {
        return new TrackConfig(List.of(), List.of(script), List.of(), List.of(), List.of());
    }

    @Test
    void aScriptFailsAndRecoversAfterSoManyResults() throws Exception {
        Path wanted = directory.resolve("wanted");
        Path runs = directory.resolve("runs");
        Files.writeString(wanted, "0");
        Path program =
                Programs.write(
                        directory,
                        "check",
                        "w=$(cat "
                                + wanted
                                + "); echo $BRIDGEWALL_TRACK $w >> "
                                + runs
                                + "; exit $w");
        TrackConfig.Script script =
                new TrackConfig.Script(
                        "dns",
                        List.of(program.toString()),
                        Duration.ofMillis(100),
                        PATIENCE,
                        2,
                        3,
                        true,
                        FAULT);
        try (Trackers trackers = start(script(script))) {
            await().atMost(PATIENCE).until(() -> lines(runs) >= 2);
            assertThat(told).containsExactly("dns well 0");
            Files.writeString(directory.resolve("wanted.new"), "7");
            Files.move(
                    directory.resolve("wanted.new"),
                    wanted,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            await().atMost(PATIENCE).until(() -> told.size() == 2);
            assertThat(told).last().isEqualTo("dns failed 0");
            assertThat(Files.readAllLines(runs).stream().filter("dns 7"::equals).count())
                    .isGreaterThanOrEqualTo(3);
            assertThat(trackers.tracked().getFirst().detail()).startsWith("exit code 7");
            Files.writeString(directory.resolve("wanted.new"), "0");
            Files.move(
                    directory.resolve("wanted.new"),
                    wanted,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            await().atMost(PATIENCE).until(() -> told.size() == 3);
            assertThat(told).last().isEqualTo("dns well 0");
            assertThat(Files.readAllLines(runs)).containsOnly("dns 0", "dns 7");
        }
        long after = lines(runs);
        await().during(Duration.ofMillis(400)).atMost(PATIENCE).until(() -> lines(runs) == after);
    }

    @Test
    void aScriptThatHangsFailsAndIsNeverRunTwiceAtOnce() throws Exception {
        Path alone = directory.resolve("alone");
        Path twice = directory.resolve("twice");
        Path program =
                Programs.write(
                        directory,
                        "hangs",
                        "mkdir "
                                + alone
                                + " || touch "
                                + twice
                                + "; trap 'rmdir "
                                + alone
                                + "; exit 1' TERM; sleep 20 & wait");
        TrackConfig.Script script =
                new TrackConfig.Script(
                        "slow",
                        List.of(program.toString()),
                        Duration.ofMillis(100),
                        Duration.ofMillis(450),
                        1,
                        2,
                        true,
                        FAULT);
        try (Trackers trackers = start(script(script))) {
            await().atMost(PATIENCE).until(() -> told.contains("slow failed 0"));
            assertThat(trackers.tracked().getFirst().detail())
                    .contains("took longer than its time")
                    .contains("runs left out");
            assertThat(twice).doesNotExist();
        }
    }

    @Test
    void aFileIsReadWheneverItChanges() throws Exception {
        Path file = directory.resolve("later/load");
        TrackConfig config =
                new TrackConfig(
                        List.of(),
                        List.of(),
                        List.of(
                                new TrackConfig.NumberFile(
                                        "load", file, new TrackRule.Cost.Factor(-1))),
                        List.of(),
                        List.of());
        try (Trackers trackers = start(config)) {
            assertThat(told).containsExactly("load well 0");
            Files.createDirectories(directory.resolve("later"));
            Files.writeString(file, " 42\n");
            await().atMost(PATIENCE).until(() -> told.contains("load failed 42"));
            Files.writeString(file, "many");
            await().atMost(PATIENCE)
                    .until(() -> trackers.tracked().getFirst().problem().contains("\"many\""));
            assertThat(told).last().isEqualTo("load failed 42");
            Files.writeString(file, "-7");
            await().atMost(PATIENCE).until(() -> told.contains("load failed -7"));
            assertThat(trackers.tracked().getFirst().problem()).isEmpty();
            Files.delete(file);
            await().atMost(PATIENCE).until(() -> told.getLast().equals("load well 0"));
        }
    }

    private static long lines(Path file) throws Exception {
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }
}
