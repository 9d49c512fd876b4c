package org.bridgewall.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bridgewall.agent.admin.NodeStatus.PathState;
import org.bridgewall.agent.admin.NodeStatus.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictsTest {

    static Stream<Arguments> oneThingWrong() {
        return Stream.of(
                wrong(
                        "CRITICAL DUAL_FORWARDING: dmz: b1 and b2 forward at once (and 2 more)",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.role = Role.MASTER;
                                            n.forwarding = true;
                                            n.policyVersion = 2;
                                            return n;
                                        })),
                wrong(
                        "CRITICAL DUAL_MASTER: dmz: b1 and b2 (and 1 more)",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.role = Role.MASTER;
                                            return n;
                                        })),
                wrong(
                        "CRITICAL NO_MASTER: dmz: nobody leads: b1 is INIT, b2 is BACKUP",
                        f ->
                                f.change(
                                        0,
                                        n -> {
                                            n.role = Role.INIT;
                                            n.forwarding = false;
                                            return n;
                                        })),
                wrong(
                        "CRITICAL ROLE_MISMATCH: dmz: b1 is MASTER but its gate is shut",
                        f ->
                                f.change(
                                        0,
                                        n -> {
                                            n.forwarding = false;
                                            return n;
                                        })),
                wrong(
                        "CRITICAL POLICY_MISSING: dmz: b1 enforces no policy and lets nothing pass",
                        f ->
                                f.change(
                                        0,
                                        n -> {
                                            n.policyVersion = 0;
                                            return n;
                                        })),
                wrong(
                        "WARNING NODE_FAULT: dmz: b2: dn0 has no carrier",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.role = Role.FAULT;
                                            n.reason = "dn0 has no carrier";
                                            return n;
                                        })),
                wrong(
                        "WARNING PEER_LOST: b2 is not heard on any path",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.heard = false;
                                            return n;
                                        })),
                wrong(
                        "WARNING LONE: dmz: b1 leads alone",
                        f ->
                                f.change(
                                        0,
                                        n -> {
                                            n.lone = true;
                                            return n;
                                        })),
                wrong(
                        "WARNING LEG_DOWN: dmz: b1: dn0 has no carrier",
                        f ->
                                f.change(
                                        0,
                                        n -> {
                                            n.legs = List.of(new NodeStatus.Leg("dn0", false));
                                            return n;
                                        })),
                wrong(
                        "WARNING PATH_DOWN: path sync to b2",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.paths =
                                                    List.of(
                                                            new NodeStatus.Path(
                                                                    "sync", PathState.DOWN, null));
                                            return n;
                                        })),
                wrong(
                        "WARNING PATH_ONE_WAY: path mgmt to b2",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.paths =
                                                    List.of(
                                                            new NodeStatus.Path(
                                                                    "mgmt", PathState.ONE_WAY, 3L));
                                            return n;
                                        })),
                wrong(
                        "WARNING REPLICA_UNPROVEN: dmz: b2: last proven 12 s ago",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.proof = new NodeStatus.Proof(false, 12_000L);
                                            return n;
                                        })),
                wrong(
                        "WARNING REPLICA_UNPROVEN: dmz: b2: never proven",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.proof = new NodeStatus.Proof(false, null);
                                            return n;
                                        })),
                wrong(
                        "WARNING REPLICA_LAG: dmz: b2: 4.1 s behind (limit 1.0 s)",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.lagMs = 4_123L;
                                            return n;
                                        })),
                wrong(
                        "WARNING EVENTS_LOST: b1: events were lost 1.2 s ago",
                        f -> f.intake = Facts.intake(1_234L, null)),
                wrong(
                        "WARNING AUDIT_DIFFERENCES: b1: 3.0 s ago, of 1042 flows 1 missing, 2 dead, 3 different",
                        f -> f.intake = Facts.intake(null, audit(true))),
                wrong(
                        "WARNING REPLICATION_OFF: replication.mode: off is configured",
                        f -> f.replicationOff = true),
                wrong(
                        "WARNING REPLICA_COVERAGE: b2 holds 41 % of this node's flows, 98 % of the assured, for 12 s",
                        f ->
                                f.coverage =
                                        List.of(
                                                new StatusFacts.Coverage(
                                                        "b2", true, 0.419, 0.989, 12_000, 0, 9000,
                                                        1400, 1400))),
                wrong(
                        "WARNING REPLICA_OVERLOAD: for 15 s more changes than can be sent, so no proof; b2 holds 97 % of this node's flows, 99 % of the assured",
                        f ->
                                f.coverage =
                                        List.of(
                                                new StatusFacts.Coverage(
                                                        "b2", true, 0.979, 0.999, 0, 15_000, 9000,
                                                        1400, 1400))),
                wrong(
                        "WARNING PATH_MTU: the way to b2 takes packets of 1280 bytes (replication.mtu: 1400)",
                        f ->
                                f.coverage =
                                        List.of(
                                                new StatusFacts.Coverage(
                                                        "b2", true, 1, 1, 0, 0, 0, 1280, 1400))),
                wrong(
                        "WARNING ZK_UNREACHABLE: since 2026-11-22T18:29:00Z",
                        f ->
                                f.zookeeper =
                                        new StatusFacts.ZooKeeper(
                                                false, Facts.NOW.minusSeconds(60))),
                wrong(
                        "WARNING ZK_UNREACHABLE: not reached since this agent started",
                        f -> f.zookeeper = new StatusFacts.ZooKeeper(false, null)),
                wrong(
                        "WARNING POLICY_DRIFT: dmz: b2 enforces version 2 (published: 3)",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.policyVersion = 2;
                                            return n;
                                        })),
                wrong(
                        "WARNING POLICY_REFUSED: dmz: b2: line 3: set full",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.policyVersion = 2;
                                            n.policyError = "line 3: set full";
                                            return n;
                                        })),
                wrong(
                        "WARNING CONFIG_DRIFT: dmz: b2 is configured differently",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.configDiffers = true;
                                            return n;
                                        })),
                wrong(
                        "WARNING KERNEL_SETTING: net.netfilter.nf_conntrack_events is 2 (expected: 1)",
                        f ->
                                f.kernel =
                                        List.of(
                                                new StatusFacts.KernelSetting(
                                                        "net.netfilter.nf_conntrack_events",
                                                        "2",
                                                        "1"))),
                wrong(
                        "WARNING SECURITY_NONE: security: none is configured",
                        f -> f.security = StatusFacts.Security.NONE),
                wrong(
                        "WARNING NOT_REALTIME: election thread: sched_setscheduler: Operation not permitted (errno 1)",
                        f ->
                                f.realtime =
                                        new StatusFacts.Realtime(
                                                false,
                                                "sched_setscheduler: Operation not permitted (errno 1)",
                                                0,
                                                0)),
                wrong(
                        "WARNING LATE_TICKS: 3 late ticks in the last minute, the worst by 120 ms",
                        f -> f.realtime = new StatusFacts.Realtime(true, "", 3, 120)),
                wrong(
                        "WARNING LEASE_MARGIN: dmz: a turn came 120 ms late: of the lease of 250 ms 80 ms were left (expected: a lease of at least 290 ms)",
                        f ->
                                f.fencing =
                                        List.of(
                                                new StatusFacts.Fencing(
                                                        "dmz", "eBPF", "off", "off", 250, 50,
                                                        120))),
                wrong(
                        "WARNING STATE_UNSAVED: /var/lib/bridgewall/boot: No space left on device",
                        f -> f.stateError = "/var/lib/bridgewall/boot: No space left on device"),
                noticed(FindingCode.TRACK_FAILED),
                noticed(FindingCode.TRACK_UNREADABLE),
                noticed(FindingCode.FLAPPING),
                noticed(FindingCode.GROUP_SPLIT),
                noticed(FindingCode.HOOK_FAILED),
                noticed(FindingCode.WARM_PAUSED),
                noticed(FindingCode.WITNESS_HOLDS),
                noticed(FindingCode.SECOND_LOCK),
                noticed(FindingCode.VIP_FAILED),
                noticed(FindingCode.VIP_CONFLICT),
                noticed(FindingCode.STP_MISMATCH),
                noticed(FindingCode.BPDU_SEEN),
                noticed(FindingCode.BPDU_MISSING),
                wrong(
                        "WARNING DRAINED: dmz: b2 is drained",
                        f ->
                                f.change(
                                        1,
                                        n -> {
                                            n.drained = true;
                                            return n;
                                        })));
    }

    private static StatusFacts.Audit audit(boolean blamed) {
        return new StatusFacts.Audit(
                3_000, 5, 1042, new StatusFacts.Differences(1, 2, 3, 4), blamed);
    }

    @Test
    void differencesThatWereToBeExpectedAreNoFinding() {
        Facts facts = new Facts();
        facts.intake = Facts.intake(null, audit(false));
        assertThat(facts.report().verdict().level()).isEqualTo(Level.OK);
    }

    private static Arguments noticed(FindingCode code) {
        return wrong(
                "WARNING " + code + ": dmz: seen",
                f -> f.noticed = List.of(new Finding(code, "dmz: seen")));
    }

    private static Arguments wrong(String line, Consumer<Facts> change) {
        return Arguments.of(line, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oneThingWrong")
    void theVerdictNamesTheGravestFinding(String line, Consumer<Facts> change) {
        Facts facts = new Facts();
        change.accept(facts);
        assertThat(facts.report().verdict().line()).isEqualTo(line);
    }

    @Test
    void everyCodeIsReachedByTheTableAbove() {
        Set<String> reached = new TreeSet<>();
        oneThingWrong()
                .map(arguments -> ((String) arguments.get()[0]).replaceAll("^\\w+ (\\w+):.*", "$1"))
                .forEach(reached::add);
        assertThat(reached)
                .containsExactlyElementsOf(
                        new TreeSet<>(
                                Arrays.stream(FindingCode.values()).map(Enum::name).toList()));
    }

    @Test
    void aHealthyPairIsOkAndSaysWhatAFailoverWouldCost() {
        assertThat(new Facts().report().verdict().line())
                .isEqualTo(
                        "OK: dmz forwards through b1; fail over to b2 now: 38 ms expected, 0 flows at risk");
    }

    @Test
    void aMissingPeerIsNotAlsoJudgedByItsLastWords() {
        Facts facts = new Facts();
        facts.change(
                1,
                n -> {
                    n.heard = false;
                    n.policyVersion = 0;
                    n.role = Role.MASTER;
                    n.forwarding = true;
                    return n;
                });
        assertThat(facts.report().verdict().findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.PEER_LOST);
    }

    @Test
    void runningWithoutZooKeeperOnPurposeIsNoFinding() {
        Facts facts = new Facts();
        facts.zookeeper = null;
        assertThat(facts.report().verdict().level()).isEqualTo(Level.OK);
    }

    @Test
    void criticalFindingsComeBeforeWarningsInTheEnum() {
        assertThat(FindingCode.values())
                .isSortedAccordingTo((a, b) ->
                        b.level().compareTo(a.level()) == 0 ? 0 : b.level().compareTo(a.level()));
    }
}
