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

    @Test
    void whatIsTrackedGroupedAndToldReadsBackToo() {
        AgentConfig config =
                valid(
                        ConfigFile.parse(
                                "a.yaml",
                                """
                                cluster: lab
                                node: b1
                                security: none
                                zookeeper: none
                                peers: []
                                instances:
                                  - name: in
                                    vrid: 9
                                    mode: none
                                    conntrack_zone: 1
                                    sync_group: site
                                    fault_hold_max: 5m
                                    vips: [ { address: "2001:db8::75/64", dev: mgmt0 } ]
                                    track:
                                      interfaces:
                                        - { name: mgmt0, weight: -30 }
                                        - { name: dn0 }
                                        - { name: up0, weight: fault }
                                      scripts:
                                        - { name: dns, run: [ /opt/checks/dns, -q ], interval: 5s, timeout: 2s, rise: 2, fall: 3, weight: 10, initially: failed }
                                      files:
                                        - { name: load, path: /run/load, weight: -2 }
                                        - { name: off, path: /run/off }
                                      routes:
                                        - { name: world, to: "2001:db8::1", dev: up0 }
                                        - { name: peer, to: 192.0.2.1 }
                                      groups:
                                        - { name: ways, of: [ dn0, peer ], require: any }
                                        - { name: most, of: [ dns, dn0, up0 ], require: 2, weight: -5 }
                                    notify:
                                      - { run: [ /opt/checks/tell ], timeout: 3s, on: [ master, stop ] }
                                      - { run: [ /opt/checks/log, a ] }
                                  - name: out
                                    vrid: 10
                                    mode: none
                                    conntrack_zone: 2
                                    sync_group: site
                                    vips: [ { address: "2001:db8::76/64", dev: mgmt0 } ]
                                """,
                                RecordedHost.ofTheExamples()));
        TrackConfig track = config.instances().getFirst().track();
        assertThat(track.rules())
                .extracting(rule -> rule.cost().getClass().getSimpleName())
                .containsExactly(
                        "Weight", "Nothing", "Fault", "Weight", "Factor", "Fault", "Fault",
                        "Nothing");
        assertThat(track.groups()).extracting(group -> group.required()).containsExactly(1, 2);
        String yaml = ConfigView.yaml(config);
        assertThat(valid(ConfigFile.parse("shown.yaml", yaml, RecordedHost.ofTheExamples())))
                .isEqualTo(config);
    }

    @Test
    void aGroupWhoseMembersDifferIsRefused() {
        ConfigResult result =
                ConfigFile.parse(
                        "a.yaml",
                        """
                        cluster: lab
                        node: b1
                        security: none
                        zookeeper: none
                        peers: []
                        instances:
                          - { name: in, vrid: 9, mode: none, conntrack_zone: 1, sync_group: site, priority: 110, vips: [ { address: 192.0.2.5/24, dev: mgmt0 } ] }
                          - { name: out, vrid: 8, mode: none, conntrack_zone: 2, sync_group: site, sync_group_partial: true, preempt: true, vips: [ { address: 192.0.2.6/24, dev: mgmt0 } ] }
                        """,
                        RecordedHost.ofTheExamples());
        assertThat(((ConfigResult.Invalid) result).problems())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "priority: 100 in the sync group of in (expected: 110, as there)",
                        "sync_group_partial: true in the sync group of in (expected: false, as there)",
                        "preempt: true in the sync group of in (expected: false, as there)");
    }
}
