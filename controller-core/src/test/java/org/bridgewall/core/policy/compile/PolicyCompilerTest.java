package org.bridgewall.core.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.bridgewall.core.policy.Policy;
import org.bridgewall.core.policy.PolicyTexts;
import org.bridgewall.core.ruleset.Ruleset;
import org.junit.jupiter.api.Test;

class PolicyCompilerTest {
    @Test
    void exampleCompilesToFortyFourRowsAndOneChainPerCombination() {
        Ruleset rules = compile(PolicyTexts.aquilante());
        assertThat(rules.rowCount()).isEqualTo(44);
        assertThat(rules.chains())
                .extracting("name")
                .containsExactly(
                        "d_any",
                        "d_backupSrv",
                        "d_bindSrv",
                        "d_krbSrv",
                        "d_ldapSrv",
                        "d_logSrv",
                        "d_ntpSrv",
                        "d_radiusSrv",
                        "s_any",
                        "s_backupC",
                        "s_local",
                        "s_mgmt",
                        "s_radiusC");
        assertThat(compile(PolicyTexts.aquilante())).isEqualTo(rules);
    }

    @Test
    void rowsFallIntoMapsByShapeAndOverlappingRangesAreCut() {
        String rows =
                rows(
                        """
                        <hosts> h 192.0.2.1 2001:db8::1
                        </hosts>
                        <groups> a 198.51.100.1
                          b 198.51.100.2 2001:db8::2
                        </groups>
                        <in><h>
                          25/tcp     a
                          25/tcp     b
                          100-200/tcp a
                          150-300/tcp b
                          any/udp    a
                          icmp       any
                          any        b
                        </h></in>
                        """);
        assertThat(rows)
                .isEqualTo(
                        """
                        IN IPV4 EXACT 192.0.2.1 tcp 25 s_a__b_5ba16718
                        IN IPV4 RANGE 192.0.2.1 tcp 100-149 s_a
                        IN IPV4 RANGE 192.0.2.1 tcp 150-200 s_a__b_5ba16718
                        IN IPV4 RANGE 192.0.2.1 tcp 201-300 s_b
                        IN IPV4 PROTOCOL 192.0.2.1 udp any s_a
                        IN IPV4 PROTOCOL 192.0.2.1 icmp any s_any
                        IN IPV4 HOST 192.0.2.1 tcp any s_b
                        IN IPV6 EXACT 2001:db8::1 tcp 25 s_b
                        IN IPV6 RANGE 2001:db8::1 tcp 150-300 s_b
                        IN IPV6 PROTOCOL 2001:db8::1 icmpv6 any s_any
                        IN IPV6 HOST 2001:db8::1 tcp any s_b
                        """);
    }

    @Test
    void serversThatAHostDependsOnAreNeverBannedByThemselves() {
        Ruleset rules =
                compile(
                        PolicyTexts.parsed(
                                """
                                <hosts> h 192.0.2.1
                                </hosts>
                                <groups> dns 198.51.100.53
                                  neverDeny 203.0.113.0/28
                                </groups>
                                <out><h>
                                  53/udp dns
                                  80/tcp any
                                </h></out>
                                """));
        assertThat(rules.neverDenied().v4())
                .extracting(Object::toString)
                .containsExactly("198.51.100.53", "203.0.113.0/28");
    }

    @Test
    void unresolvedNameIsRefused() {
        Policy policy =
                PolicyTexts.parsed(
                        "<hosts> h 192.0.2.1\n</hosts><in><h> 25/tcp a.example.org\n</h></in>");
        assertThat(PolicyCompiler.compile(policy)).isInstanceOf(CompileResult.Refused.class);
    }

    private static Ruleset compile(Policy policy) {
        return switch (PolicyCompiler.compile(policy)) {
            case CompileResult.Compiled(Ruleset ruleset) -> ruleset;
            case CompileResult.Refused refused -> throw new AssertionError(refused.problems());
        };
    }

    private static String rows(String text) {
        return compile(PolicyTexts.parsed(text)).maps().stream()
                .flatMap(map ->
                        map.rows().stream()
                                .map(r ->
                                        map.direction()
                                                + " "
                                                + map.family()
                                                + " "
                                                + map.shape()
                                                + " "
                                                + r.host()
                                                + " "
                                                + r.protocol()
                                                + " "
                                                + r.ports()
                                                + " "
                                                + r.chain()
                                                + "\n"))
                .collect(Collectors.joining());
    }
}
