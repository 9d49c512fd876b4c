package org.bridgewall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigProblemsTest {
    private static final String SOUND =
            """
            cluster: lab
            node: b1
            security: { key_file: /etc/bridgewall/cluster.key }
            zookeeper: none
            peers:
              - node: b2
                paths:
                  - { name: sync, local: "10.99.0.1:3780", remote: "10.99.0.2:3780" }
                  - { name: mgmt, local: "10.98.0.1:3780", remote: "10.98.0.2:3780" }
            instances:
              - name: dmz
                vrid: 7
                bridge: br0
                uplink: up0
                screened: [ dn0 ]
            """;

    @TempDir Path directory;

    private static String problems(String yaml) {
        return switch (ConfigFile.parse("a.yaml", yaml, RecordedHost.ofTheExamples())) {
            case ConfigResult.Valid valid -> "valid" + lines(valid.warnings());
            case ConfigResult.Invalid invalid -> lines(invalid.problems()).strip();
        };
    }

    @Test
    void theSlowestAndTheFastestAdvertsAreSound() {
        for (String interval : new String[] {"20ms", "40s"}) {
            assertThat(
                            problems(
                                    SOUND.replace(
                                            "vrid: 7",
                                            "vrid: 7\n    advert_interval: " + interval)))
                    .isEqualTo("valid");
        }
    }

    private static String lines(java.util.List<Problem> problems) {
        return problems.stream().map(p -> "\n" + p).collect(Collectors.joining());
    }

    static Stream<Arguments> oneChange() {
        return Stream.of(
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    bpdu: pass\n    second_lock: auto",
                        "a.yaml:14:18: second_lock: auto (expected: off but in mode managed with bpdu: drop; a bridge so locked passes no BPDU)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    witness: zookeeper",
                        "a.yaml:4:12: zookeeper: none (expected: a section with connect and path, for witness: zookeeper)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    witness: leader-latch",
                        "a.yaml:13:14: witness: \"leader-latch\" (expected: off | zookeeper)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    witness_unreachable: guess",
                        "a.yaml:13:26: witness_unreachable: \"guess\" (expected: wire | wait)"),
                change(
                        "node: b1\n",
                        "",
                        "a.yaml:1:1: node is missing (expected: a name of at most 63 lower-case letters, digits, '-', '.')"),
                change(
                        "zookeeper: none",
                        "zookeeper: none\nreplication: { filter: { protocols: [ tcp, 300 ] } }",
                        "a.yaml:5:44: protocols[1]: \"300\" (expected: icmp | tcp | udp | dccp | gre | icmpv6 | sctp | udplite, or a number 0 .. 255)"),
                change(
                        "zookeeper: none",
                        "zookeeper: none\nreplication: { filter: { tcp_states: [ open ] } }",
                        "a.yaml:5:40: tcp_states[0]: \"open\" (expected: syn-sent | syn-recv | established | fin-wait | close-wait | last-ack | time-wait | close)"),
                change(
                        "zookeeper: none",
                        "zookeeper: none\nreplication: { event_buffer: 2MiB, event_buffer_limit: 1MiB }",
                        "a.yaml:5:56: event_buffer_limit: 1048576 bytes (expected: at least event_buffer, 2097152 bytes)"),
                change(
                        "cluster: lab",
                        "cluster: The Lab",
                        "a.yaml:1:10: cluster: \"The Lab\" (expected: a name of at most 63 lower-case letters, digits, '-', '.')"),
                change(
                        "cluster: lab",
                        "cluster:",
                        "a.yaml:1:9: cluster: no value (expected: a name of at most 63 lower-case letters, digits, '-', '.')"),
                change(
                        "cluster: lab",
                        "cluster: [ lab ]",
                        "a.yaml:1:10: cluster: a list (expected: a name of at most 63 lower-case letters, digits, '-', '.')"),
                change(
                        "node: b1",
                        "node: b1\nnode: b3",
                        "a.yaml:3:1: node stands twice (expected: once)"),
                change(
                        "node: b1",
                        "nod: b1",
                        "a.yaml:1:1: node is missing (expected: a name of at most 63 lower-case letters, digits, '-', '.')\na.yaml:2:1: unknown key \"nod\" (did you mean \"node\"?)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    prioritty: 5",
                        "a.yaml:13:5: unknown key \"prioritty\" in instances[0] (did you mean \"priority\"?)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    advert-interval: 1s",
                        "a.yaml:13:5: unknown key \"advert-interval\" in instances[0] (did you mean \"advert_interval\"?)"),
                change(
                        "zookeeper: none",
                        "zookeeper: none\nkernel: { colour: red }",
                        "a.yaml:5:11: unknown key \"colour\" in kernel (expected one of: set_sysctls)"),
                change(
                        "vrid: 7",
                        "vrid: 256",
                        "a.yaml:12:11: vrid: \"256\" (expected: a number 1 .. 255)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    mode: manged",
                        "a.yaml:13:11: mode: \"manged\" (expected: managed | stp | none)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    preempt: yes",
                        "a.yaml:13:14: preempt: \"yes\" (expected: true or false)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    advert_interval: 100",
                        "a.yaml:13:22: advert_interval: \"100\" (expected: a duration such as 100ms, 2s or 10m, within 20ms .. 40s)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    advert_interval: 19ms",
                        "a.yaml:13:22: advert_interval: \"19ms\" (expected: a duration such as 100ms, 2s or 10m, within 20ms .. 40s)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    advert_interval: 40001ms",
                        "a.yaml:13:22: advert_interval: \"40001ms\" (expected: a duration such as 100ms, 2s or 10m, within 20ms .. 40s)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    lease: 200ms",
                        "a.yaml:13:12: lease: 200ms (expected: more than 2 x advert_interval = 200ms)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    renewal: 125ms",
                        "a.yaml:13:14: renewal: the lease of 250ms does not outlive a missed one (expected: less than lease / 2 = 125ms)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    lone_lease: 100ms",
                        "a.yaml:13:17: lone_lease: 100ms (expected: at least the lease of 250ms)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    lone_after: 500ms",
                        "a.yaml:13:17: lone_after: 500ms (expected: at least master-down interval + lease = 611 ms)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    startup_delay: 10ms",
                        "a.yaml:13:20: startup_delay: 10ms (expected: auto, or at least the master-down interval of 361 ms)"),
                change(
                        "bridge: br0",
                        "bridge: br9",
                        "a.yaml:13:13: bridge: \"br9\" is no interface here (expected: an existing interface)"),
                change(
                        "[ dn0 ]",
                        "[ dn0, up0 ]",
                        "a.yaml:15:15: screened: up0 is used twice in instances (expected: once)"),
                change(
                        "[ dn0 ]",
                        "[ ]",
                        "a.yaml:15:15: screened: none (expected: at least one interface)"),
                change(
                        "uplink: up0",
                        "uplink: averyverylongname",
                        "a.yaml:14:13: uplink: \"averyverylongname\" (expected: an interface name of at most 15 characters without '/' and spaces)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    vips: [ { address: 192.0.2.75/33, dev: mgmt0 } ]",
                        "a.yaml:13:24: address: \"192.0.2.75/33\" (expected: an address with prefix length such as 192.0.2.0/24 or 2001:db8::/32)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    vips: [ { address: 192.0.2.75/24, dev: up0 } ]",
                        "a.yaml:13:44: dev: up0 is a port of the bridge (expected: an interface off the fenced bridge)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    mode: none",
                        "a.yaml:11:5: vips: none (expected: at least one in mode none)\na.yaml:14:13: bridge: given in mode none (expected: no bridge in this mode)\na.yaml:15:13: uplink: given in mode none (expected: no bridge in this mode)\na.yaml:16:15: screened: given in mode none (expected: no bridge in this mode)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    fault_hold_max: 1s",
                        "a.yaml:13:21: fault_hold_max: 1s (expected: at least the fault_hold of 3s)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    track: { interfaces: [ { name: eth9 }, { name: up0 } ] }",
                        "a.yaml:13:36: name: \"eth9\" is no interface here (expected: an existing interface)\na.yaml:13:52: name: up0 is a port of the bridge, which is watched anyway (expected: another interface)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    track: { interfaces: [ { name: mgmt0, weight: 0 } ] }",
                        "a.yaml:13:51: weight: \"0\" (expected: fault, or a number -253 .. 253 other than 0)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    track: { scripts: [ { name: dns, run: [ /opt/evil ] } ] }",
                        "a.yaml:13:43: run: /opt/evil does not exist (expected: a program)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    track: { scripts: [ { name: dns, run: [ check, -v ] } ] }",
                        "a.yaml:13:43: run: no absolute path comes first (expected: a list: absolute path of a program, then its arguments)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    track: { routes: [ { name: r, to: peer.example } ] }",
                        "a.yaml:13:39: to: \"peer.example\" (expected: an address such as 192.0.2.1 or 2001:db8::1)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    track: { files: [ { name: f, path: load } ] }",
                        "a.yaml:13:40: path: \"load\" (expected: an absolute path)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    track: { interfaces: [ { name: mgmt0 } ], groups: [ { name: g, of: [ mgmt0, eth9 ], require: 3 } ] }",
                        "a.yaml:13:72: of: eth9 is not tracked here (expected: mgmt0)\na.yaml:13:98: require: \"3\" (expected: all, any, or a number 1 .. 2)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    track: { interfaces: [ { name: mgmt0 } ], scripts: [ { name: mgmt0, run: [ /opt/checks/a ] } ] }",
                        "a.yaml:13:66: name: mgmt0 is used twice in track (expected: once)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    notify: [ { run: [ /opt/checks/n ], on: [ masters ] } ]",
                        "a.yaml:13:45: on: none (expected: at least one state)\na.yaml:13:47: on[0]: \"masters\" (expected: master | backup | candidate | fault | stop)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    sync_group: site",
                        "a.yaml:13:17: sync_group: site has one instance (expected: at least two)"),
                change(
                        "    vrid: 7",
                        "    vrid: 7\n    sync_group_partial: true",
                        "a.yaml:13:25: sync_group_partial: true without sync_group (expected: both, or neither)"),
                change(
                        "node: b2",
                        "node: b1",
                        "a.yaml:6:11: node: b1 is this node (expected: another)"),
                change(
                        "name: mgmt",
                        "name: sync",
                        "a.yaml:9:17: name: sync is used twice in paths of b2 (expected: once)"),
                change(
                        "\"10.99.0.1:3780\"",
                        "\"b1.example:3780\"",
                        "a.yaml:8:30: local: \"b1.example:3780\" (expected: an address and port such as 10.99.0.1:3780 or [2001:db8::1]:3780, port at most 65534, since replication uses the port above)"),
                change(
                        "\"10.99.0.1:3780\"",
                        "\"10.99.0.1:65535\"",
                        "a.yaml:8:30: local: \"10.99.0.1:65535\" (expected: an address and port such as 10.99.0.1:3780 or [2001:db8::1]:3780, port at most 65534, since replication uses the port above)"),
                change(
                        "\"10.99.0.2:3780\"",
                        "\"[2001:db8::2]:3780\"",
                        "a.yaml:8:56: remote: not of local's address family (expected: both IPv4 or IPv6)"),
                change(
                        "\"10.98.0.1:3780\"",
                        "\"10.99.0.1:3781\"",
                        "a.yaml:9:30: local: 10.99.0.1:3781 is taken by path b2/sync (adverts use the port given, replication the port above)"),
                change(
                        "cluster.key",
                        "other.key",
                        "a.yaml:3:23: key_file: /etc/bridgewall/other.key does not exist"),
                change(
                        "security: { key_file: /etc/bridgewall/cluster.key }\n",
                        "",
                        "a.yaml:1:1: security is missing (expected: a section with key_file, or none)"),
                change(
                        "zookeeper: none",
                        "zookeeper: { connect: \"10.98.0.10\", path: bridgewall }",
                        "a.yaml:4:23: connect: \"10.98.0.10\" (expected: host:port, several separated by commas)\na.yaml:4:43: path: \"bridgewall\" (expected: an absolute path such as /bridgewall/lab)"),
                change(
                        "zookeeper: none",
                        "zookeeper: none\nadmin: { group: wheel, http: here }",
                        "a.yaml:5:17: group: \"wheel\" is no group of this machine (expected: an existing group; create it: groupadd --system wheel)\na.yaml:5:30: http: \"here\" (expected: none, or an address and port such as 127.0.0.1:9870)"),
                change(
                        "zookeeper: none",
                        "zookeeper: none\nreplication: { mtu: 100, event_buffer: 3MB, ignore: [ 10.0.0.0/40 ] }",
                        "a.yaml:5:21: mtu: \"100\" (expected: a number 1280 .. 9000)\na.yaml:5:40: event_buffer: \"3MB\" (expected: a size such as 64KiB or 4MiB, at least 65536 bytes, below 2GiB)\na.yaml:5:55: ignore[0]: \"10.0.0.0/40\" (expected: an address with prefix length such as 192.0.2.0/24 or 2001:db8::/32)"),
                change(
                        "zookeeper: none",
                        "zookeeper: off",
                        "a.yaml:4:12: zookeeper: \"off\" (expected: a section with connect and path, or none)"),
                change(
                        "cluster: lab",
                        "cluster: \"lab",
                        "a.yaml:8:31: not valid YAML: expected <block end>, but found '<scalar>'"));
    }

    private static Arguments change(String from, String to, String expected) {
        return Arguments.of(from, to, expected);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("oneChange")
    void eachMistakeIsNamedWithItsPlaceAndWhatWasExpected(String from, String to, String expected) {
        assertThat(SOUND).contains(from);
        assertThat(problems(SOUND.replace(from, to))).isEqualTo(expected);
    }

    @Test
    void theFileThatIsChangedAboveIsSound() {
        assertThat(problems(SOUND)).isEqualTo("valid");
    }

    @Test
    void allProblemsAreReportedAtOnceInFileOrder() {
        assertThat(
                        problems(
                                SOUND.replace("cluster: lab", "cluster: L")
                                        .replace("vrid: 7", "vrid: x")
                                        .replace("br0", "br9")
                                        .replace("dn0", "dn9")
                                        .replace("\"10.98.0.1:3780\"", "nowhere")))
                .isEqualTo(
                        """
                        a.yaml:1:10: cluster: "L" (expected: a name of at most 63 lower-case letters, digits, '-', '.')
                        a.yaml:9:30: local: "nowhere" (expected: an address and port such as 10.99.0.1:3780 or [2001:db8::1]:3780, port at most 65534, since replication uses the port above)
                        a.yaml:12:11: vrid: "x" (expected: a number 1 .. 255)
                        a.yaml:13:13: bridge: "br9" is no interface here (expected: an existing interface)
                        a.yaml:15:15: screened: "dn9" is no interface here (expected: an existing interface)\
                        """);
    }

    @Test
    void twoInstancesMayNotShareAnything() {
        String second =
                """
                  - name: dmz
                    vrid: 7
                    bridge: br0
                    uplink: up0
                    screened: [ dn0 ]
                    conntrack_zone: 7
                """;
        assertThat(problems(SOUND + "    conntrack_zone: 7\n" + second))
                .isEqualTo(
                        """
                        a.yaml:17:11: name: dmz is used twice in instances (expected: once)
                        a.yaml:18:11: vrid: 7 is used twice in instances (expected: once)
                        a.yaml:19:13: bridge: br0 is used twice in instances (expected: once)
                        a.yaml:20:13: uplink: up0 is used twice in instances (expected: once)
                        a.yaml:21:15: screened: dn0 is used twice in instances (expected: once)
                        a.yaml:22:21: conntrack_zone: 7 is used twice in instances (expected: once)\
                        """);
    }

    @Test
    void severalInstancesNeedZonesOfTheirOwn() {
        String second = "  - { name: lan, vrid: 8, bridge: br0, uplink: up0, screened: [ dn0 ] }\n";
        assertThat(problems(SOUND + second))
                .contains("conntrack_zone is missing in instances[0]")
                .contains("conntrack_zone is missing in instances[1]");
    }

    @Test
    void aWarmStandbyNeedsAnInstanceWithAGate() {
        assertThat(
                        problems(
                                SOUND.replace(
                                                "zookeeper: none",
                                                "zookeeper: none\nreplication: { commit: warm }")
                                        .replace("    vrid: 7", "    vrid: 7\n    mode: stp")))
                .contains(
                        "commit: warm (expected: on-promotion with several instances or mode stp)");
    }

    @Test
    void whatWorksButIsHardlyMeantIsAWarning() {
        assertThat(
                        problems(
                                SOUND.replace(
                                                "security: { key_file: /etc/bridgewall/cluster.key }",
                                                "security: none")
                                        .replace(
                                                "    vrid: 7",
                                                "    vrid: 7\n    lease: 1s\n    preempt_delay: 5s")
                                        .replace(
                                                "zookeeper: none",
                                                "zookeeper: none\nreplication: { mode: off }\nadmin: { http: \"10.98.0.1:9870\" }")))
                .isEqualTo(
                        """
                        valid
                        a.yaml:3:11: datagrams between the nodes are neither encrypted nor signed
                        a.yaml:5:22: mode: off: a failover will cut every established connection
                        a.yaml:6:16: http: 10.98.0.1:9870: whoever reaches this address can read the status
                        a.yaml:15:12: lease: 1s is longer than the master-down interval of 360 ms: a standby will wait for it
                        a.yaml:16:20: preempt_delay: has no effect while preempt is false\
                        """);
    }

    @Test
    void anEmptyFileAndATextAreNoConfiguration() {
        assertThat(problems("# nothing\n"))
                .isEqualTo(
                        "a.yaml:1:1: the file is empty (expected: keys such as cluster, node, peers, instances)");
        assertThat(problems("hello"))
                .isEqualTo(
                        "a.yaml:1:1: not a section (expected: keys such as cluster, node, peers, instances)");
    }

    @Test
    void aRoutedPairNeedsNoBridgeAndAdvertisesOnceASecond() {
        String routed =
                SOUND.replace(
                        "    bridge: br0\n    uplink: up0\n    screened: [ dn0 ]\n",
                        "    mode: none\n    vips: [ { address: 192.0.2.75/24, dev: mgmt0 } ]\n");
        ConfigResult.Valid valid =
                (ConfigResult.Valid)
                        ConfigFile.parse("a.yaml", routed, RecordedHost.ofTheExamples());
        InstanceConfig instance = valid.config().instances().getFirst();
        assertThat(instance.ports()).isEmpty();
        assertThat(Durations.format(instance.advertInterval())).isEqualTo("1s");
        assertThat(Durations.format(instance.lease())).isEqualTo("2500ms");
        assertThat(instance.vips().getFirst())
                .hasToString("VipConfig[address=192.0.2.75/24, device=mgmt0]");
    }

    @Test
    void theCheckPrintsEveryProblemAndExitsWithTwo() throws Exception {
        Path file = directory.resolve("agent.yaml");
        Files.writeString(file, SOUND.replace("vrid: 7", "vrid: 0").replace("br0", "br9"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code =
                ConfigCheck.run(
                        file,
                        RecordedHost.ofTheExamples(),
                        new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(code).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        file + ":12:11: vrid: \"0\" (expected: a number 1 .. 255)",
                        file
                                + ":13:13: bridge: \"br9\" is no interface here (expected: an existing interface)");
    }

    @Test
    void aMissingFileIsAProblemToo() {
        assertThat(ConfigFile.read(directory.resolve("none.yaml"), RecordedHost.ofTheExamples()))
                .isEqualTo(
                        new ConfigResult.Invalid(
                                java.util.List.of(
                                        new Problem(
                                                directory.resolve("none.yaml").toString(),
                                                1,
                                                1,
                                                "no such file (expected: the agent's configuration)"))));
    }
}
