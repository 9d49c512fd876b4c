package org.bridgewall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExampleFilesTest {
    private static final Path EXAMPLES = Path.of("../deploy/examples");

    private static AgentConfig load(String file) {
        ConfigResult result = ConfigFile.read(EXAMPLES.resolve(file), RecordedHost.ofTheExamples());
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        ConfigResult.Valid valid = (ConfigResult.Valid) result;
        assertThat(valid.warnings()).isEmpty();
        return valid.config();
    }

    @Test
    void bothExamplesLoadWithoutAWarning() {
        assertThat(load("agent-b1.yaml").node()).isEqualTo("b1");
        assertThat(load("agent-b2.yaml").node()).isEqualTo("b2");
    }

    @Test
    void thePathsOfTheExamplesMeet() {
        AgentConfig b1 = load("agent-b1.yaml");
        AgentConfig b2 = load("agent-b2.yaml");
        for (int i = 0; i < 2; i++) {
            PathConfig there = b1.peers().getFirst().paths().get(i);
            PathConfig back = b2.peers().getFirst().paths().get(i);
            assertThat(there.local()).isEqualTo(back.remote());
            assertThat(there.replicationRemote()).isEqualTo(back.replicationLocal());
        }
    }

    @Test
    void theExamplesAgreeOnWhatNodesMustAgreeOn() {
        AgentConfig b1 = load("agent-b1.yaml");
        AgentConfig b2 = load("agent-b2.yaml");
        assertThat(ConfigAgreement.hash(b1, b1.instances().getFirst()))
                .isEqualTo(ConfigAgreement.hash(b2, b2.instances().getFirst()));
    }

    @Test
    void theExampleShowsTheDefaults() {
        AgentConfig shown = load("agent-b1.yaml");
        ConfigResult.Valid bare =
                (ConfigResult.Valid)
                        ConfigFile.parse(
                                "bare.yaml",
                                """
                                cluster: lab
                                node: b1
                                security: { key_file: /etc/bridgewall/cluster.key }
                                zookeeper: { connect: "10.98.0.10:2181", path: /bridgewall/lab }
                                peers:
                                  - node: b2
                                    paths:
                                      - { name: sync, local: "10.99.0.1:3780", remote: "10.99.0.2:3780" }
                                      - { name: mgmt, local: "10.98.0.1:3780", remote: "10.98.0.2:3780" }
                                instances:
                                  - { name: dmz, vrid: 7, bridge: br0, uplink: up0, screened: [ dn0 ] }
                                """,
                                RecordedHost.ofTheExamples());
        assertThat(bare.config()).isEqualTo(shown);
    }

    @Test
    void theMasterDownIntervalFollowsVrrp() {
        InstanceConfig instance = load("agent-b2.yaml").instances().getFirst();
        assertThat(instance.masterDownInterval())
                .isEqualTo(Duration.ofMillis(300).plus(Duration.ofNanos(100_000_000L * 166 / 256)));
    }
}
