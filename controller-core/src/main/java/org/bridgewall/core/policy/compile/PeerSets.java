package org.bridgewall.core.policy.compile;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.bridgewall.core.policy.Member;
import org.bridgewall.core.policy.Policy;
import org.bridgewall.core.ruleset.AddressSet;
import org.bridgewall.core.ruleset.Direction;
import org.bridgewall.core.ruleset.PeerChain;

/** Names and contents of the sets that far ends are looked up in, and the chains over them. */
final class PeerSets {
    private static final int PLAIN_LENGTH = 40;

    private final Policy policy;
    private final Map<String, AddressSet> sets = new TreeMap<>();

    PeerSets(Policy policy) {
        this.policy = policy;
    }

    /** The chain for a row with these far ends, made on first use. */
    String chain(Direction direction, Collection<Member> peers, Map<String, PeerChain> chains) {
        boolean any = peers.stream().anyMatch(Member.Any.class::isInstance);
        SortedSet<String> names = new TreeSet<>();
        if (!any) {
            peers.forEach(peer -> names.add(set(peer)));
        }
        String name =
                (direction == Direction.IN ? "s_" : "d_")
                        + (any ? "any" : identifier(String.join("__", names), names.size() > 1));
        chains.putIfAbsent(name, new PeerChain(name, direction, any, List.copyOf(names)));
        return name;
    }

    /** The sets that the chains refer to, sorted by name. */
    List<AddressSet> used(Collection<PeerChain> chains) {
        SortedSet<String> names = new TreeSet<>();
        chains.forEach(chain -> names.addAll(chain.sets()));
        return sets.entrySet().stream()
                .filter(entry -> names.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private String set(Member peer) {
        String name =
                switch (peer) {
                    case Member.GroupName group -> identifier(group.text(), false);
                    case Member.ScreenedHost host -> "h_" + identifier(host.text(), false);
                    case Member.Network network -> "n_" + identifier(network.text(), true);
                    case Member.DnsName dns ->
                            throw new IllegalStateException("unresolved name " + dns.text());
                    case Member.Any any -> throw new IllegalStateException("any has no set");
                };
        sets.computeIfAbsent(name, n -> AddressSet.of(n, policy.addresses(peer)));
        return name;
    }

    /**
     * Text as part of an identifier; what does not survive as it is gets a checksum, to stay
     * unique.
     */
    private static String identifier(String text, boolean checksum) {
        String plain = text.replaceAll("[^A-Za-z0-9]", "_");
        if (!checksum && plain.equals(text) && plain.length() <= PLAIN_LENGTH) {
            return plain;
        }
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        String head = plain.length() <= PLAIN_LENGTH ? plain : plain.substring(0, PLAIN_LENGTH);
        return head + "_" + String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
