package org.bridgewall.ha.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bridgewall.core.policy.ParseResult;
import org.bridgewall.core.policy.PolicyParser;
import org.bridgewall.core.policy.compile.PolicyCompiler;

/** The reader of policies, and for what it accepts the compiler. A refusal names a problem. */
final class PolicyTarget implements FuzzTarget {
    private static final String EXAMPLE =
            """
            <groups>
            lan     192.168.100.0/24 10.0.0.0/8
            admins  192.168.100.7 lan
            v6      2001:db8::/32
            </groups>
            <hosts>
            mail    192.168.100.25
            </hosts>
            <mail>
            <in>
            25/tcp    any
            22/tcp    admins
            1000-2000/udp lan
            icmp      any
            </in>
            <out>
            53/udp    any
            </out>
            </mail>
            """;

    @Override
    public String name() {
        return "policy";
    }

    @Override
    public Shape shape() {
        return Shape.TEXT;
    }

    @Override
    public List<byte[]> examples() {
        return List.of(EXAMPLE.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean accepts(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        return switch (PolicyParser.parse("fuzz.policy", text)) {
            case ParseResult.Parsed parsed -> {
                PolicyCompiler.compile(parsed.policy());
                yield true;
            }
            case ParseResult.Rejected rejected -> {
                if (rejected.problems().isEmpty()) {
                    throw new PropertyBroken("refused without a reason");
                }
                yield false;
            }
        };
    }

    @Override
    public long allocationBoundBytes(int inputBytes) {
        return (8L << 20) + 8192L * inputBytes;
    }
}
