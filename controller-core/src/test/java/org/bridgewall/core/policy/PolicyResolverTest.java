package org.bridgewall.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.bridgewall.core.ruleset.IpAddress;
import org.junit.jupiter.api.Test;

class PolicyResolverTest {
    private static final String TEXT =
            """
            <hosts> h 192.0.2.1 </hosts>
            <groups> mgmt novalis.example.org 192.0.2.9 ssire.example.org  # boxes
            </groups>
            <in><h> 22/tcp mgmt
            </h></in>
            """;
    private final Map<String, List<String>> names =
            Map.of(
                    "novalis.example.org", List.of("2001:db8::5", "192.0.2.5"),
                    "ssire.example.org", List.of("192.0.2.6"));
    private final PolicyResolver resolver =
            new PolicyResolver(name ->
                    names.getOrDefault(name, List.of()).stream()
                            .map(text -> IpAddress.parse(text).orElseThrow())
                            .toList());

    @Test
    void namesBecomeAddressesOnTheSameLine() {
        assertThat(resolver.resolve("a", TEXT))
                .isInstanceOfSatisfying(
                        PolicyResolver.Result.Resolved.class,
                        r -> {
                            assertThat(r.text().lines().toList().get(1))
                                    .isEqualTo(
                                            "<groups> mgmt 192.0.2.5 2001:db8::5 192.0.2.9 192.0.2.6  # boxes, ssire.example.org, novalis.example.org");
                            assertThat(r.policy().unresolvedNames()).isEmpty();
                            assertThat(r.policy().rules().getFirst().at().line()).isEqualTo(4);
                        });
    }

    @Test
    void nameWithoutAddressIsAProblemAtItsPlace() {
        assertThat(resolver.resolve("a", TEXT.replace("ssire", "sire")))
                .isInstanceOfSatisfying(
                        PolicyResolver.Result.Unresolved.class,
                        r ->
                                assertThat(r.problems().getFirst().toString())
                                        .startsWith(
                                                "a:2:45: name 'sire.example.org' has no address"));
    }
}
