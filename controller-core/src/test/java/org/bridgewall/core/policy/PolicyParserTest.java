package org.bridgewall.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bridgewall.core.ruleset.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {
    private static final String HEAD =
            "<hosts> h 192.0.2.1\n</hosts>\n<groups> mgmt 192.0.2.9\n</groups>\n";

    @Test
    void exampleOfTheSlidesLoads() {
        Policy policy = PolicyTexts.aquilante();
        assertThat(policy.rules()).hasSize(22);
        assertThat(policy.rules().stream().filter(r -> r.direction() == Direction.IN)).hasSize(10);
        assertThat(policy.groups()).hasSize(11);
        assertThat(policy.hostAddresses("aquilante"))
                .extracting(Object::toString)
                .containsExactly("192.0.2.25", "2001:db8:0:2::25");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "25/tcp",
                "6000-6010/tcp",
                "any/udp",
                "any",
                "icmp",
                "icmpv6",
                "gre",
                "esp",
                "9/sctp",
                "smtp/tcp",
                "25/TCP",
                "any/gre",
                "syslog/udp"
            })
    void serviceIsRead(String service) {
        assertThat(PolicyTexts.parsed(HEAD + "<in><h> " + service + " mgmt\n</h></in>").rules())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "25/tpc any      | unknown protocol 'tpc' in '25/tpc': expected tcp, udp, sctp, icmp, icmpv6, gre, esp or ah; did you mean 'tcp'?",
                "tcp/25 any      | service 'tcp/25': expected port before protocol; did you mean '25/tcp'?",
                "25 any          | service '25': expected a protocol after the port; did you mean '25/tcp'?",
                "tcp any         | service 'tcp': expected ports; did you mean 'any/tcp'?",
                "70000/tcp any   | port '70000' in '70000/tcp': expected 1-65535, a range such as 6000-6010, or any",
                "smpt/tcp any    | port 'smpt' in 'smpt/tcp': expected 1-65535, a range such as 6000-6010, or any; did you mean 'smtp'?",
                "20-10/tcp any   | port range '20-10': expected the lower port first; did you mean '10-20/tcp'?",
                "8/icmp any      | service '8/icmp': icmp has no ports; expected 'icmp'",
                "hello any       | 'hello' is no service: expected a service such as 25/tcp, 6000-6010/tcp, any/udp, icmp",
                "25/tcp          | nobody is named after '25/tcp': expected a group, an address or any",
                "25/tcp 1.2.3    | '1.2.3' is no address: expected such as 192.0.2.1, 192.0.2.0/24, 2001:db8::/32",
                "25/tcp 1.2.3.4/40 | '1.2.3.4/40' is no address: expected such as 192.0.2.1, 192.0.2.0/24, 2001:db8::/32",
                "25/tcp mgtm     | unknown group 'mgtm': expected a group, a host, an address or any; did you mean 'mgmt'?",
            })
    void wrongLineIsNamed(String line, String message) {
        assertThat(problems(HEAD + "<in><h>\n" + line.strip() + "\n</h></in>"))
                .containsExactly(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<inn> </inn>                      | unknown block <inn>: expected <in>, <out>, <groups>, <hosts> or <portDeny>; did you mean 'in'?",
                "</in>                             | </in> closes a block that is not open",
                "25/tcp any                        | found '25/tcp': expected <in>, <out>, <groups>, <hosts> or <portDeny>",
                "<in> 25/tcp any ~ </in>           | found '25/tcp' outside a host's block: expected <host> within <in>",
                "<in> <g> 25/tcp any ~ </g> </in>  | host 'g' is not in <hosts>: expected its addresses there; did you mean 'h'?",
                "<in> <h> 25/tcp any ~ </k> </in>  | found </k>: expected </h> for <h> of line 7",
                "<in> <h> 25/tcp any ~ </in>       | found </in>: expected </h> for <h> of line 7",
                "<in> <h> 25/tcp any ~ </h>        | <in> is never closed: expected </in>",
                "<in> <h                           | tag is not closed: expected '>'",
                "<in> <h> <x> </x> </h> </in>      | found <x> here: expected lines, or the end of the block",
                "<groups> mgmt 192.0.2.1 ~ </groups> | group 'mgmt' is defined twice: first on line 3",
                "<groups> any 192.0.2.1 ~ </groups> | 'any' is predefined and means everybody: expected another name",
                "<groups> h 192.0.2.1 ~ </groups>  | 'h' is a group and a host: expected different names",
                "<groups> <e> </e> </groups>       | group 'e' is empty: expected at least one address, network, name or group",
                "<groups> a b ~ b a ~ </groups>    | group 'a' holds itself: a -> b -> a",
                "<hosts> <k> </k> </hosts>         | host 'k' has no address: expected at least one",
                "<hosts> k 192.0.2.1 ~ </hosts>    | address 192.0.2.1 belongs to host 'h' already",
                "<hosts> k 192.0.2.0/24 ~ </hosts> | '192.0.2.0/24' of host 'k': expected an IPv4 or IPv6 address",
                "<portDeny> 20-25/tcp </portDeny>  | '20-25/tcp' in <portDeny>: expected a single port such as 23/tcp",
            })
    void wrongBlockIsNamed(String block, String message) {
        String text = HEAD + "<in><h> 25/tcp any\n</h></in>\n" + block.strip().replace('~', '\n');
        assertThat(problems(text)).contains(message);
    }

    @Test
    void everyProblemIsToldAtOnceWithItsPlace() {
        ParseResult result =
                PolicyParser.parse(
                        "dmz.policy",
                        HEAD + "<in><h>\n  25/tpc any\n  22/tcp  mgtm   # who\n</h></in>");
        assertThat(result)
                .isInstanceOfSatisfying(
                        ParseResult.Rejected.class,
                        r ->
                                assertThat(r.problems().stream().map(Problem::toString))
                                        .hasSize(2)
                                        .satisfiesExactly(
                                                p ->
                                                        assertThat(p)
                                                                .startsWith(
                                                                        "dmz.policy:6:3: unknown protocol"),
                                                p ->
                                                        assertThat(p)
                                                                .startsWith(
                                                                        "dmz.policy:7:11: unknown group 'mgtm'")));
    }

    @Test
    void emptyPolicyIsRefused() {
        assertThat(problems("# nothing\n"))
                .containsExactly("no rule: expected lines such as '25/tcp any' in <in> or <out>");
    }

    @Test
    void blocksMayRepeatAndLineEndingsDiffer() {
        Policy policy =
                PolicyTexts.parsed(
                        (HEAD
                                        + "<in>\n< h >\n25/tcp\tany\n</ h >\n<h>\n22/tcp mgmt, 192.0.2.7\n</h></in><IN><h>80/tcp any</h></IN>")
                                .replace("\n", "\r\n"));
        assertThat(policy.rules())
                .extracting(Rule::toString)
                .containsExactly("25/tcp any", "22/tcp mgmt 192.0.2.7", "80/tcp any");
    }

    private static List<String> problems(String text) {
        return PolicyParser.parse("test.policy", text) instanceof ParseResult.Rejected rejected
                ? rejected.problems().stream().map(Problem::message).toList()
                : List.of();
    }
}
