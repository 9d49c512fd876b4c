package org.bridgewall.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MatrixTest {
    private static final String TEXT =
            """
            <hosts>
              mail 192.0.2.1 2001:db8::1
              auth 192.0.2.2
            </hosts>
            <groups> mgmt 198.51.100.0/28
            </groups>
            <in>
              <mail>
                25/tcp any
                22/tcp mgmt
              </mail>
              <auth>
                636/tcp mail
              </auth>
            </in>
            <out> <mail> 53/udp 203.0.113.53
            </mail> </out>
            <portDeny> 23/tcp </portDeny>
            """;
    private final Policy policy = PolicyTexts.parsed(TEXT);

    @Test
    void tableHasARowPerSourceAndAColumnPerDestination() {
        assertThat(Matrix.of(policy).table())
                .isEqualTo(
                        """
                        SRC\\DST  mail    auth     203.0.113.53
                        any      25/tcp  -        -
                        mgmt     22/tcp  -        -
                        mail     -       636/tcp  53/udp
                        """);
    }

    @Test
    void differenceNamesRightsAndAddresses() {
        Policy after =
                PolicyTexts.parsed(
                        TEXT.replace("22/tcp mgmt", "443/tcp any").replace("100.0/28", "100.0/27"));
        assertThat(PolicyDiff.between(policy, after).describe())
                .isEqualTo(
                        """
                        - mgmt -> mail 22/tcp
                        + any -> mail 443/tcp
                        - mgmt: 198.51.100.0/28
                        + mgmt: 198.51.100.0/27
                        """);
        assertThat(PolicyDiff.between(policy, policy).isEmpty()).isTrue();
    }

    @Test
    void explanationNamesTheLine() {
        assertThat(ask("198.51.100.3", "mail", "22/tcp"))
                .contains(
                        "198.51.100.3 -> 192.0.2.1: allowed",
                        "test.policy:10: 22/tcp mgmt",
                        "198.51.100.3 is in mgmt");
        assertThat(ask("198.51.100.99", "mail", "22/tcp"))
                .contains("denied", "does not hold 198.51.100.99");
        assertThat(ask("2001:db8:9::1", "mail", "25/tcp")).contains("-> 2001:db8::1: allowed");
        assertThat(ask("198.51.100.3", "mail", "24/tcp"))
                .contains("denied", "no line of mail names 24/tcp in <in>");
        assertThat(ask("198.51.100.3", "mail", "23/tcp")).contains("denied", "<portDeny>");
        assertThat(ask("mail", "203.0.113.53", "53/udp")).contains("allowed");
        assertThat(ask("mail", "203.0.113.9", "icmp")).contains("allowed", "echo requests");
        assertThat(ask("198.51.100.3", "203.0.113.9", "25/tcp")).contains("denied", "neither end");
        assertThat(ask("mgtm", "mail", "25/tcp")).contains("did you mean 'mgmt'?");
        assertThat(ask("mgmt", "mail", "any/tcp")).contains("expected one port");
    }

    private String ask(String from, String to, String service) {
        return switch (new Explainer(policy).explain(from, to, service)) {
            case Explainer.Answer.Explained explained ->
                    explained.explanations().getFirst().describe();
            case Explainer.Answer.NotUnderstood wrong -> wrong.message();
        };
    }
}
