package org.bridgewall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    private static final SavedPolicy THIRD = new SavedPolicy(3, "dmz.policy", "<in>\n é\n</in>\n");
    private static final SavedPolicy FOURTH = new SavedPolicy(4, "dmz.policy", "");

    @TempDir Path temporary;
    private Path directory = Path.of("/");
    private StateDirectory state = new StateDirectory(Path.of("/"));

    @BeforeEach
    void open() {
        directory = temporary.resolve("lib/bridgewall");
        state = new StateDirectory(directory);
    }

    @Test
    void aPolicyIsReadBackAsItWasSaved() {
        assertThat(state.loadPolicy("dmz")).isEqualTo(new LoadOutcome.Absent<>());
        assertThat(state.savePolicy("dmz", THIRD)).isEqualTo(new SaveOutcome.Saved());
        assertThat(state.loadPolicy("dmz")).isEqualTo(new LoadOutcome.Loaded<>(THIRD));
        assertThat(state.loadPolicy("lan")).isEqualTo(new LoadOutcome.Absent<>());
    }

    @Test
    void aDamagedFileGivesThePreviousCopyAndSaysSo() throws IOException {
        state.savePolicy("dmz", THIRD);
        state.savePolicy("dmz", FOURTH);
        Path file = directory.resolve("policy-dmz");
        Files.writeString(file, Files.readString(file).replace("version 4", "version 9"));
        assertThat(state.loadPolicy("dmz"))
                .isEqualTo(
                        new LoadOutcome.Previous<>(
                                THIRD, file + " is damaged: its digest does not match"));
    }

    @Test
    void aDamagedFileNeverReplacesTheSoundCopyBeforeIt() throws IOException {
        state.savePolicy("dmz", THIRD);
        state.savePolicy("dmz", FOURTH);
        Path file = directory.resolve("policy-dmz");
        Files.writeString(file, "garbage");
        state.savePolicy("dmz", FOURTH);
        assertThat(Files.readString(directory.resolve("policy-dmz.previous")))
                .contains("version 3");
        assertThat(state.loadPolicy("dmz")).isEqualTo(new LoadOutcome.Loaded<>(FOURTH));
    }

    @Test
    void withoutASoundCopyTheDamageIsNamed() throws IOException {
        state.savePolicy("dmz", THIRD);
        Path file = directory.resolve("policy-dmz");
        Files.writeString(file, Files.readString(file).substring(0, 100));
        assertThat(state.loadPolicy("dmz"))
                .isEqualTo(
                        new LoadOutcome.Damaged<>(file + " is damaged: its digest does not match"));
        Files.writeString(file, "");
        assertThat(state.loadPolicy("dmz"))
                .isEqualTo(
                        new LoadOutcome.Damaged<>(
                                file + " has no digest (expected: sha256 ... in line 1)"));
    }

    /** What a power cut between the two renames would leave. */
    @Test
    void aMissingFileWithACopyIsReadFromTheCopy() throws IOException {
        state.savePolicy("dmz", THIRD);
        state.savePolicy("dmz", FOURTH);
        Files.delete(directory.resolve("policy-dmz"));
        assertThat(state.loadPolicy("dmz"))
                .isEqualTo(
                        new LoadOutcome.Previous<>(
                                THIRD, directory.resolve("policy-dmz") + " is missing"));
    }

    @Test
    void halfWrittenRemainsOfAnEarlierCrashAreNoHindrance() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("policy-dmz.new"), "x".repeat(10_000));
        assertThat(state.savePolicy("dmz", THIRD)).isEqualTo(new SaveOutcome.Saved());
        assertThat(state.loadPolicy("dmz")).isEqualTo(new LoadOutcome.Loaded<>(THIRD));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("policy-dmz"));
        }
    }

    @Test
    void theEpochOnlyGrows() {
        assertThat(state.loadEpoch("dmz")).isEqualTo(new LoadOutcome.Absent<>());
        state.saveEpoch("dmz", 12);
        state.saveEpoch("dmz", 12);
        assertThat(state.loadEpoch("dmz")).isEqualTo(new LoadOutcome.Loaded<>(12L));
        assertThatThrownBy(() -> state.saveEpoch("dmz", 11))
                .hasMessage("epoch: 11 (expected: >= 12)");
    }

    @Test
    void startsAreCounted() {
        assertThat(state.countBoot().number()).isEqualTo(1);
        assertThat(state.countBoot().number()).isEqualTo(2);
        assertThat(new StateDirectory(directory).countBoot().number()).isEqualTo(3);
    }

    /** Root ignores modes, so a file stands where the directory should be. */
    @Test
    void aDirectoryThatCannotBeMadeIsAnOutcomeAndNotAnException() throws IOException {
        Files.createDirectories(temporary.resolve("lib"));
        Files.writeString(directory, "in the way");
        SaveOutcome outcome = state.savePolicy("dmz", THIRD);
        assertThat(outcome).isInstanceOf(SaveOutcome.NotSaved.class);
        assertThat(outcome.toString())
                .startsWith(directory.resolve("policy-dmz") + ": cannot make the directory: ");
        StateDirectory.Boot boot = state.countBoot();
        assertThat(boot.number()).isEqualTo(1);
        assertThat(boot.outcome()).isInstanceOf(SaveOutcome.NotSaved.class);
    }

    @Test
    void aFileThatCannotBeReplacedKeepsItsContent() throws IOException {
        state.savePolicy("dmz", THIRD);
        Files.createDirectories(directory.resolve("policy-dmz.new/full"));
        SaveOutcome outcome = state.savePolicy("dmz", FOURTH);
        assertThat(outcome.toString())
                .isEqualTo(directory.resolve("policy-dmz") + ": Is a directory");
        assertThat(state.loadPolicy("dmz")).isEqualTo(new LoadOutcome.Loaded<>(THIRD));
    }
}
