package org.bridgewall.core.store.zookeeper;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bridgewall.core.ruleset.IpAddress;
import org.bridgewall.core.store.Ban;
import org.bridgewall.core.store.EpochClaim;
import org.bridgewall.core.store.NodeEntry;
import org.bridgewall.core.store.PolicyDraft;
import org.bridgewall.core.store.StoredPolicy;

/** The store's records as documents and back; unknown headers are passed over. */
final class Documents {
    private Documents() {}

    static byte[] policy(PolicyDraft draft) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("name", draft.name());
        headers.put("author", draft.author());
        headers.put("comment", draft.comment());
        headers.put("published-at", Long.toString(draft.publishedAtMillis()));
        return new Document(headers, draft.text()).bytes();
    }

    static StoredPolicy policy(String instance, long version, byte[] data) {
        Document document = Document.parse(data);
        return new StoredPolicy(
                version,
                new PolicyDraft(
                        instance,
                        document.text("name"),
                        document.text("author"),
                        document.text("comment"),
                        document.number("published-at"),
                        document.body()));
    }

    static byte[] ban(Ban ban) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("until", Long.toString(ban.untilMillis()));
        headers.put("author", ban.author());
        headers.put("reason", ban.reason());
        return new Document(headers, "").bytes();
    }

    /** Empty when the name is no address: somebody else's node. */
    static Optional<Ban> ban(String name, byte[] data) {
        Document document = Document.parse(data);
        return IpAddress.parse(name)
                .map(address ->
                        new Ban(
                                address,
                                document.number("until"),
                                document.text("author"),
                                document.text("reason")));
    }

    static byte[] node(NodeEntry entry) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("software", entry.software());
        entry.policies()
                .forEach((instance, policy) -> {
                    headers.put("applied " + instance, Long.toString(policy.version()));
                    headers.put("refused " + instance, Long.toString(policy.refusedVersion()));
                    headers.put("error " + instance, policy.error());
                });
        return new Document(headers, "").bytes();
    }

    static byte[] claim(EpochClaim claim) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("epoch", Long.toString(claim.epoch()));
        headers.put("holder", claim.holder());
        return new Document(headers, "").bytes();
    }

    /** Epoch 0 when the data is something else. */
    static EpochClaim claim(byte[] data) {
        Document document = Document.parse(data);
        return new EpochClaim(document.number("epoch"), document.text("holder"));
    }

    static NodeEntry node(String name, byte[] data) {
        Document document = Document.parse(data);
        TreeMap<String, NodeEntry.AppliedPolicy> policies = new TreeMap<>();
        for (String header : document.headers().keySet()) {
            if (header.startsWith("applied ")) {
                String instance = header.substring("applied ".length());
                policies.put(
                        instance,
                        new NodeEntry.AppliedPolicy(
                                document.number(header),
                                document.number("refused " + instance),
                                document.text("error " + instance)));
            }
        }
        return new NodeEntry(name, document.text("software"), policies);
    }
}
