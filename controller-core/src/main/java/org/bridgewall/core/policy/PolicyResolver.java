package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bridgewall.core.ruleset.IpAddress;

/**
 * Writes addresses in the place of names, so that every node that gets the text enforces the same.
 * Each name is asked for once. Lines keep their numbers, and the name stays as a comment at the end
 * of its line.
 */
public final class PolicyResolver {
    /** What resolving a text gives. */
    public sealed interface Result {
        /**
         * Every name has its addresses.
         *
         * @param text parses to {@code policy}
         * @param policy without {@link Member.DnsName}
         */
        record Resolved(String text, Policy policy) implements Result {}

        /**
         * Nothing to publish.
         *
         * @param problems of the text, or names without an address; at least one
         */
        record Unresolved(List<Problem> problems) implements Result {
            public Unresolved {
                problems = List.copyOf(problems);
            }
        }
    }

    private final NameResolver names;

    public PolicyResolver(NameResolver names) {
        this.names = names;
    }

    /** Blocks as long as the resolver does. */
    public Result resolve(String file, String text) {
        return switch (PolicyParser.parse(file, text)) {
            case ParseResult.Rejected rejected -> new Result.Unresolved(rejected.problems());
            case ParseResult.Parsed(Policy policy) ->
                    policy.unresolvedNames().isEmpty()
                            ? new Result.Resolved(text, policy)
                            : replaceNames(file, text, policy.unresolvedNames());
        };
    }

    private Result replaceNames(String file, String text, List<Member.DnsName> found) {
        Map<String, List<IpAddress>> known = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Member.DnsName name : found) {
            List<IpAddress> addresses = known.computeIfAbsent(name.text(), this::ask);
            if (addresses.isEmpty()) {
                problems.add(
                        new Problem(
                                name.at(),
                                "name '"
                                        + name.text()
                                        + "' has no address: expected one in the domain name system, or write the address"));
            }
        }
        if (!problems.isEmpty()) {
            return new Result.Unresolved(problems);
        }
        String resolved = substitute(text, found, known);
        return switch (PolicyParser.parse(file, resolved)) {
            case ParseResult.Parsed(Policy policy) -> new Result.Resolved(resolved, policy);
            // Two hosts whose names have the same address, for one.
            case ParseResult.Rejected rejected -> new Result.Unresolved(rejected.problems());
        };
    }

    private List<IpAddress> ask(String name) {
        return names.resolve(name).stream().sorted().distinct().toList();
    }

    /** From the end to the start, so that the columns of names further left stay right. */
    private static String substitute(
            String text, List<Member.DnsName> found, Map<String, List<IpAddress>> known) {
        String[] lines = text.split("\r\n|\n|\r", -1);
        List<Member.DnsName> fromRight =
                found.stream()
                        .sorted(
                                Comparator.comparingInt((Member.DnsName n) -> n.at().column())
                                        .reversed())
                        .toList();
        for (Member.DnsName name : fromRight) {
            int line = name.at().line() - 1;
            int start = name.at().column() - 1;
            String addresses =
                    String.join(
                            " ",
                            known.getOrDefault(name.text(), List.of()).stream()
                                    .map(IpAddress::toString)
                                    .toList());
            String rest = lines[line].substring(start + name.text().length());
            String comment = (rest.indexOf('#') < 0 ? "  # " : ", ") + name.text();
            lines[line] =
                    lines[line].substring(0, start) + addresses + rest.stripTrailing() + comment;
        }
        return String.join("\n", lines);
    }
}
