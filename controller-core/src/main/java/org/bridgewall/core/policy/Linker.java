package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.bridgewall.core.ruleset.DeniedPort;
import org.bridgewall.core.ruleset.IpPrefix;
import org.bridgewall.core.ruleset.Protocol;

/** Gives the names of a draft their meaning, and checks that each has one. */
final class Linker {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]*";

    private final String file;
    private final Draft draft;
    private final List<Problem> problems;
    private final Map<String, Token> hostNames = new LinkedHashMap<>();
    private final Map<String, Token> groupNames = new LinkedHashMap<>();

    Linker(String file, Draft draft, List<Problem> problems) {
        this.file = file;
        this.draft = draft;
        this.problems = problems;
    }

    Policy link() {
        declare(draft.hosts, hostNames, "host");
        declare(draft.groups, groupNames, "group");
        Map<String, Host> hosts = new LinkedHashMap<>();
        for (Draft.Definition definition : draft.hosts) {
            Token name = definition.name();
            hosts.putIfAbsent(name.text(), new Host(name.text(), addresses(definition), name.at()));
        }
        checkAddressesUnique(hosts);
        Map<String, Group> groups = new LinkedHashMap<>();
        for (Draft.Definition definition : draft.groups) {
            Token name = definition.name();
            List<Member> members =
                    definition.words().stream().flatMap(w -> member(w).stream()).toList();
            if (definition.words().isEmpty()) {
                problem(
                        name,
                        "group '"
                                + name.text()
                                + "' is empty: expected at least one address, network, name or group");
            }
            groups.putIfAbsent(name.text(), new Group(name.text(), members, name.at()));
        }
        new GroupCycles(groups, problems).check();
        return new Policy(file, hosts, groups, rules(), deniedPorts());
    }

    private void declare(
            List<Draft.Definition> definitions, Map<String, Token> names, String what) {
        for (Draft.Definition definition : definitions) {
            Token name = definition.name();
            if (name.text().equalsIgnoreCase("any")) {
                problem(
                        name,
                        "'"
                                + name.text()
                                + "' is predefined and means everybody: expected another name");
            } else if (!name.text().matches(NAME)) {
                problem(
                        name,
                        what
                                + " name '"
                                + name.text()
                                + "': expected a letter, then letters, digits, '_', '-', '.'");
            }
            Token first = names.putIfAbsent(name.text(), name);
            if (first != null) {
                problem(
                        name,
                        what
                                + " '"
                                + name.text()
                                + "' is defined twice: first on line "
                                + first.at().line());
            } else if (what.equals("group") && hostNames.containsKey(name.text())) {
                problem(
                        name,
                        "'" + name.text() + "' is a group and a host: expected different names");
            }
        }
    }

    private List<Member> addresses(Draft.Definition host) {
        List<Member> addresses = new ArrayList<>();
        for (Token word : host.words()) {
            Optional<IpPrefix> prefix = IpPrefix.parse(word.text());
            if (prefix.isPresent() && prefix.get().length() == prefix.get().family().bits()) {
                addresses.add(new Member.Network(prefix.get(), word.at()));
            } else if (prefix.isEmpty() && isDnsName(word.text())) {
                addresses.add(new Member.DnsName(word.text(), word.at()));
            } else {
                problem(
                        word,
                        "'"
                                + word.text()
                                + "' of host '"
                                + host.name().text()
                                + "': expected an IPv4 or IPv6 address");
            }
        }
        if (host.words().isEmpty()) {
            problem(
                    host.name(),
                    "host '" + host.name().text() + "' has no address: expected at least one");
        }
        return addresses;
    }

    private void checkAddressesUnique(Map<String, Host> hosts) {
        Map<IpPrefix, String> owners = new HashMap<>();
        for (Host host : hosts.values()) {
            for (Member member : host.addresses()) {
                if (member instanceof Member.Network network) {
                    String owner = owners.putIfAbsent(network.prefix(), host.name());
                    if (owner != null) {
                        problems.add(
                                new Problem(
                                        member.at(),
                                        "address "
                                                + network.prefix()
                                                + " belongs to host '"
                                                + owner
                                                + "' already"));
                    }
                }
            }
        }
    }

    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        Map<String, Token> missing = new HashMap<>();
        for (Draft.Line line : draft.lines) {
            String host = line.host().text();
            if (!hostNames.containsKey(host)
                    && missing.put(host + line.host().at(), line.host()) == null) {
                problem(
                        line.host(),
                        "host '"
                                + host
                                + "' is not in <hosts>: expected its addresses there"
                                + DidYouMean.hint(host, hostNames.keySet()));
            }
            rule(line).ifPresent(rules::add);
        }
        return rules;
    }

    private Optional<Rule> rule(Draft.Line line) {
        Token first = line.words().getFirst();
        ServiceText.Result result = ServiceText.read(first.text());
        if (line.words().size() < 2) {
            problem(
                    first,
                    "nobody is named after '"
                            + first.text()
                            + "': expected a group, an address or any");
        }
        List<Member> peers =
                line.words().stream().skip(1).flatMap(w -> member(w).stream()).toList();
        return switch (result) {
            case ServiceText.Result.Wrong wrong -> {
                problem(first, wrong.message());
                yield Optional.empty();
            }
            case ServiceText.Result.Read read ->
                    peers.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    new Rule(
                                            line.direction(),
                                            line.host().text(),
                                            read.service(),
                                            peers,
                                            first.at()));
        };
    }

    private Optional<Member> member(Token word) {
        String text = word.text();
        if (text.equalsIgnoreCase("any")) {
            return Optional.of(new Member.Any(word.at()));
        }
        if (groupNames.containsKey(text)) {
            return Optional.of(new Member.GroupName(text, word.at()));
        }
        if (hostNames.containsKey(text)) {
            return Optional.of(new Member.ScreenedHost(text, word.at()));
        }
        Optional<IpPrefix> prefix = IpPrefix.parse(text);
        if (prefix.isPresent()) {
            return Optional.of(new Member.Network(prefix.get(), word.at()));
        }
        if (isDnsName(text)) {
            return Optional.of(new Member.DnsName(text, word.at()));
        }
        TreeSet<String> known = new TreeSet<>(groupNames.keySet());
        known.addAll(hostNames.keySet());
        known.add("any");
        boolean address = text.matches("[0-9.]+(/.*)?") || text.indexOf(':') >= 0;
        problem(
                word,
                address
                        ? "'"
                                + text
                                + "' is no address: expected such as 192.0.2.1, 192.0.2.0/24, 2001:db8::/32"
                        : "unknown group '"
                                + text
                                + "': expected a group, a host, an address or any"
                                + DidYouMean.hint(text, known));
        return Optional.empty();
    }

    private List<DeniedPort> deniedPorts() {
        List<DeniedPort> denied = new ArrayList<>();
        for (Token word : draft.deniedPorts) {
            if (ServiceText.read(word.text()) instanceof ServiceText.Result.Read(Service service)
                    && service.protocol().filter(Protocol::hasPorts).isPresent()
                    && service.ports().isSingle()) {
                denied.add(new DeniedPort(service.protocol().get(), service.ports().first()));
            } else {
                problem(
                        word,
                        "'"
                                + word.text()
                                + "' in <portDeny>: expected a single port such as 23/tcp");
            }
        }
        return denied;
    }

    /** A name with a dot; without one it would be taken for a misspelt group. */
    private static boolean isDnsName(String text) {
        return text.indexOf('.') > 0
                && text.length() <= 253
                && text.matches(
                        "(?=.*[A-Za-z])([A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?)(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?)*\\.?");
    }

    private void problem(Token token, String message) {
        problems.add(new Problem(token.at(), message));
    }
}
