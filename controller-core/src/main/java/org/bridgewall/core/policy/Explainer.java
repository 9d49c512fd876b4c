package org.bridgewall.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bridgewall.core.ruleset.Direction;
import org.bridgewall.core.ruleset.IpAddress;
import org.bridgewall.core.ruleset.IpPrefix;
import org.bridgewall.core.ruleset.Protocol;

/** Answers "may A reach B on 25/tcp, and why" from a policy, as the compiled rules would. Pure. */
public final class Explainer {
    /** What a question gives. */
    public sealed interface Answer {
        /** One explanation for each pair of addresses of one family; at least one. */
        record Explained(List<Explanation> explanations) implements Answer {
            public Explained {
                explanations = List.copyOf(explanations);
            }
        }

        /** The question names something that the policy does not know. */
        record NotUnderstood(String message) implements Answer {}
    }

    private final Policy policy;

    public Explainer(Policy policy) {
        this.policy = policy;
    }

    /**
     * Asks about two ends and a service.
     *
     * @param from an address, a group or a screened host; of a network the first address is asked
     *     for
     * @param to likewise
     * @param service such as {@code 25/tcp} or {@code icmp}
     */
    public Answer explain(String from, String to, String service) {
        if (!(ServiceText.read(service) instanceof ServiceText.Result.Read(Service asked))
                || asked.protocol().isEmpty()
                || (asked.protocol().get().hasPorts() && !asked.ports().isSingle())) {
            return new Answer.NotUnderstood(
                    "service '" + service + "': expected one port such as 25/tcp, or icmp");
        }
        List<IpPrefix> sources = addresses(from);
        List<IpPrefix> targets = addresses(to);
        if (sources.isEmpty() || targets.isEmpty()) {
            String word = sources.isEmpty() ? from : to;
            List<String> known = new ArrayList<>(policy.hosts().keySet());
            known.addAll(policy.groups().keySet());
            return new Answer.NotUnderstood(
                    "'"
                            + word
                            + "': expected an address, a group or a screened host"
                            + DidYouMean.hint(word, known));
        }
        List<Explanation> explanations = new ArrayList<>();
        for (IpPrefix source : sources) {
            for (IpPrefix target : targets) {
                if (source.family() == target.family()) {
                    explanations.add(
                            explain(
                                    source.address(),
                                    target.address(),
                                    asked.protocol().get(),
                                    asked.ports().first()));
                }
            }
        }
        return explanations.isEmpty()
                ? new Answer.NotUnderstood(
                        "'" + from + "' and '" + to + "' have no address family in common")
                : new Answer.Explained(explanations);
    }

    /**
     * Asks about a connection.
     *
     * @param port ignored for protocols without ports
     */
    public Explanation explain(IpAddress from, IpAddress to, Protocol asked, int port) {
        Protocol protocol = asked.over(from.family());
        Optional<String> source = screened(from);
        Optional<String> target = screened(to);
        if (source.isPresent() && target.isPresent()) {
            return plain(
                    from, to, true, "both are screened hosts: the bridgewall does not part them");
        }
        if (target.isPresent()) {
            boolean denied =
                    policy.deniedPorts().stream()
                            .anyMatch(d -> d.protocol() == protocol && d.port() == port);
            return denied
                    ? plain(from, to, false, port + "/" + protocol + " is in <portDeny>")
                    : byRules(from, to, Direction.IN, target.get(), protocol, port);
        }
        if (source.isEmpty()) {
            return plain(from, to, false, "neither end is a screened host: the gate drops it");
        }
        if (protocol == Protocol.ICMP || protocol == Protocol.ICMPV6) {
            return plain(from, to, true, "screened hosts may always send echo requests");
        }
        return byRules(from, to, Direction.OUT, source.get(), protocol, port);
    }

    private Explanation byRules(
            IpAddress from,
            IpAddress to,
            Direction direction,
            String host,
            Protocol protocol,
            int port) {
        IpAddress far = direction == Direction.IN ? from : to;
        List<String> near = new ArrayList<>();
        for (Rule rule : policy.rules()) {
            if (rule.direction() != direction
                    || !rule.host().equals(host)
                    || !rule.service().covers(protocol, port)) {
                continue;
            }
            String line = rule.at().file() + ":" + rule.at().line() + ": " + rule;
            Optional<Member> holder = rule.peers().stream().filter(p -> holds(p, far)).findFirst();
            if (holder.isPresent()) {
                return new Explanation(
                        from,
                        to,
                        true,
                        Optional.of(rule),
                        List.of(line, far + " is in " + holder.get().text()));
            }
            near.add(line + " does not hold " + far);
        }
        if (near.isEmpty()) {
            String service = protocol.hasPorts() ? port + "/" + protocol : protocol.toString();
            near.add(
                    "no line of "
                            + host
                            + " names "
                            + service
                            + (direction == Direction.IN ? " in <in>" : " in <out>"));
        }
        return new Explanation(from, to, false, Optional.empty(), near);
    }

    private boolean holds(Member peer, IpAddress address) {
        return policy.addresses(peer).stream().anyMatch(prefix -> prefix.contains(address));
    }

    private static Explanation plain(IpAddress from, IpAddress to, boolean allowed, String reason) {
        return new Explanation(from, to, allowed, Optional.empty(), List.of(reason));
    }

    private Optional<String> screened(IpAddress address) {
        return policy.hosts().keySet().stream()
                .filter(host -> policy.hostAddresses(host).contains(IpPrefix.of(address)))
                .findFirst();
    }

    private List<IpPrefix> addresses(String word) {
        if (policy.hosts().containsKey(word)) {
            return policy.hostAddresses(word);
        }
        return policy.groups().containsKey(word)
                ? policy.groupAddresses(word)
                : IpPrefix.parse(word).map(List::of).orElse(List.of());
    }
}
