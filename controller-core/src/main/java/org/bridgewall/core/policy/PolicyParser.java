package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the policy language. Pure; any thread.
 *
 * <pre>
 * &lt;hosts&gt;  aquilante 192.0.2.25 2001:db8::25   &lt;/hosts&gt;       # or one block per host
 * &lt;groups&gt; &lt;mgmt&gt; 198.51.100.10 novalis.example.org local &lt;/mgmt&gt; &lt;/groups&gt;
 * &lt;in&gt;     &lt;aquilante&gt;
 *            25/tcp         any
 *            6000-6010/tcp  local mgmt
 *          &lt;/aquilante&gt; &lt;/in&gt;
 * &lt;out&gt;    &lt;aquilante&gt;  53/udp  bindSrv  &lt;/aquilante&gt; &lt;/out&gt;
 * </pre>
 *
 * A rule's far end is any number of groups, screened hosts, addresses, networks or names with a
 * dot. Blocks may come in any order and more than once.
 */
public final class PolicyParser {
    private PolicyParser() {}

    /**
     * Reads a whole text.
     *
     * @param file what messages call the text
     */
    public static ParseResult parse(String file, String text) {
        List<Problem> problems = new ArrayList<>();
        List<Token> tokens = new Tokenizer(file, problems).tokens(text);
        Draft draft = new BlockReader(tokens, problems).read();
        Policy policy = new Linker(file, draft, problems).link();
        if (problems.isEmpty() && policy.rules().isEmpty()) {
            problems.add(
                    new Problem(
                            new Position(file, 1, 1),
                            "no rule: expected lines such as '25/tcp any' in <in> or <out>"));
        }
        if (problems.isEmpty()) {
            return new ParseResult.Parsed(policy);
        }
        problems.sort(
                Comparator.comparingInt((Problem p) -> p.at().line())
                        .thenComparingInt(p -> p.at().column()));
        return new ParseResult.Rejected(problems);
    }
}
