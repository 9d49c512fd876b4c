package org.bridgewall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigViewTest {
    private static AgentConfig valid(ConfigResult result) {
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }

    @Test
    void whatIsShownReadsBackAsTheSameConfiguration() {
        for (String file : new String[] {"agent-b1.yaml", "agent-b2.yaml"}) {
            AgentConfig config =
                    valid(
                            ConfigFile.read(
                                    Path.of("../deploy/examples", file),
                                    RecordedHost.ofTheExamples()));
            String yaml = ConfigView.yaml(config);
            assertThat(valid(ConfigFile.parse("shown.yaml", yaml, RecordedHost.ofTheExamples())))
                    .isEqualTo(config);
        }
    }

    @Test
    void theUnusualChoicesReadBackToo() {
        AgentConfig config =
                valid(
                        ConfigFile.parse(
                                "a.yaml",
                                """
                                cluster: lab
                                node: b1
                                security: none
                                admin: { http: "[::1]:9870" }
                                zookeeper: none
                                peers: []
                                replication:
                                  mode: off
                                  flush_window: 250us
                                  audit: off
                                  filter: { protocols: [ udp, 50 ], zones: [ 3 ], tcp_states: [ fin-wait ] }
                                instances:
                                  - name: mgmt
                                    vrid: 9
                                    mode: none
                                    startup_delay: 1h
                                    vips: [ { address: "2001:db8::75/64", dev: mgmt0 } ]
                                """,
                                RecordedHost.ofTheExamples()));
        String yaml = ConfigView.yaml(config);
        assertThat(config.replication().audit()).isZero();
        assertThat(config.replication().filter().protocols()).containsExactly(17, 50);
        assertThat(yaml).contains("flush_window: 250us").contains("startup_delay: 1h");
        assertThat(valid(ConfigFile.parse("shown.yaml", yaml, RecordedHost.ofTheExamples())))
                .isEqualTo(config);
    }
}
