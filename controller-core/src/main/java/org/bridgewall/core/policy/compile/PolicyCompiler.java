package org.bridgewall.core.policy.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bridgewall.core.policy.Member;
import org.bridgewall.core.policy.Policy;
import org.bridgewall.core.policy.Problem;
import org.bridgewall.core.policy.Rule;
import org.bridgewall.core.ruleset.AddressSet;
import org.bridgewall.core.ruleset.DeniedPort;
import org.bridgewall.core.ruleset.Direction;
import org.bridgewall.core.ruleset.Family;
import org.bridgewall.core.ruleset.IpPrefix;
import org.bridgewall.core.ruleset.PeerChain;
import org.bridgewall.core.ruleset.RuleMap;
import org.bridgewall.core.ruleset.Ruleset;

/**
 * Policy to ruleset; pure and deterministic, any thread.
 *
 * <p>Every distinct combination of groups that a row gives rights to becomes one chain, every group
 * one set, so that a change of a group touches one set and a packet meets one look-up. The servers
 * that screened hosts are allowed to reach by name of a group are never banned automatically: after
 * a lost connection table their late answers look like a scan.
 */
public final class PolicyCompiler {
    private PolicyCompiler() {}

    public static CompileResult compile(Policy policy) {
        List<Problem> problems = new ArrayList<>();
        for (Member.DnsName name : policy.unresolvedNames()) {
            problems.add(
                    new Problem(
                            name.at(),
                            "name '" + name.text() + "' is not resolved: expected an address"));
        }
        return problems.isEmpty()
                ? new CompileResult.Compiled(ruleset(policy))
                : new CompileResult.Refused(problems);
    }

    private static Ruleset ruleset(Policy policy) {
        PeerSets sets = new PeerSets(policy);
        Map<String, PeerChain> chains = new TreeMap<>();
        List<RuleMap> maps = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            for (Family family : Family.values()) {
                maps.addAll(new MapBuilder(policy, sets, chains, direction, family).maps());
            }
        }
        return new Ruleset(
                AddressSet.of("screened", screened(policy)),
                AddressSet.of("neverdeny", neverDenied(policy)),
                policy.deniedPorts().stream().distinct().sorted(PolicyCompiler::byPort).toList(),
                sets.used(chains.values()),
                List.copyOf(chains.values()),
                maps);
    }

    private static int byPort(DeniedPort a, DeniedPort b) {
        int byProtocol = a.protocol().compareTo(b.protocol());
        return byProtocol != 0 ? byProtocol : Integer.compare(a.port(), b.port());
    }

    private static List<IpPrefix> screened(Policy policy) {
        return policy.hosts().keySet().stream()
                .flatMap(host -> policy.hostAddresses(host).stream())
                .toList();
    }

    private static List<IpPrefix> neverDenied(Policy policy) {
        TreeSet<IpPrefix> never = new TreeSet<>(policy.groupAddresses(Policy.NEVER_DENY));
        for (Rule rule : policy.rules()) {
            if (rule.direction() == Direction.OUT) {
                rule.peers().forEach(peer -> never.addAll(policy.addresses(peer)));
            }
        }
        never.removeIf(prefix -> prefix.length() == 0);
        return List.copyOf(never);
    }
}
