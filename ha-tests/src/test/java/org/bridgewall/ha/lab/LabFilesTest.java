package org.bridgewall.ha.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bridgewall.agent.config.ReplicationConfig.Mode;
import org.bridgewall.core.policy.ParseResult;
import org.bridgewall.core.policy.PolicyParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabFilesTest {
    @TempDir Path directory;

    @Test
    void policyOfTheLaboratoryIsWellFormed() throws IOException {
        Path policy = Path.of("..", "deploy", "examples", "lab.policy");
        assertThat(PolicyParser.parse("lab.policy", Files.readString(policy)))
                .isInstanceOf(ParseResult.Parsed.class);
    }

    @Test
    void keyIsReadableByItsOwnerAlone() throws IOException {
        Path key = AgentFiles.key(new Site("none-", directory));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(key).strip()).hasSize(64);
    }

    @Test
    void controlDiffersOnlyInTheReplicationMode() throws IOException {
        Site site = new Site("none-", directory);
        Path key = AgentFiles.key(site);
        String with = Files.readString(AgentFiles.agent(site, LabPlan.pair(), "b1", key));
        String without =
                Files.readString(
                        AgentFiles.agent(site, LabPlan.pair().withMode(Mode.OFF), "b1", key));
        assertThat(without).isEqualTo(with.replace("mode: ftfw", "mode: off"));
    }
}
