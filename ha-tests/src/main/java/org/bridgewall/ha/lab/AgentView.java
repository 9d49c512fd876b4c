package org.bridgewall.ha.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What {@code agentctl status -o json} of one node says of the cluster.
 *
 * @param document the whole answer
 */
public record AgentView(JsonNode document) {
    /** What may stand in the status of a pair that is fit for the next fault. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "NOT_REALTIME",
                    "LATE_TICKS",
                    "LEASE_MARGIN",
                    "REPLICATION_OFF",
                    "KERNEL_SETTING",
                    "STATE_UNSAVED");

    /** What may stand there besides when a node is missing on purpose. */
    private static final Set<String> SOMEBODY_MISSING =
            Set.of("PEER_LOST", "LONE", "PATH_DOWN", "PATH_ONE_WAY");

    /** The verdict's code: {@code OK}, or that of the gravest finding. */
    public String verdict() {
        return document.path("verdict").path("code").asText("UNKNOWN");
    }

    public String verdictLine() {
        return verdict() + ": " + document.path("verdict").path("message").asText("");
    }

    /** The node's row about itself in its first instance. */
    public JsonNode self() {
        return self(Segment.FIRST);
    }

    /** The node's row about itself in an instance. */
    public JsonNode self(Segment segment) {
        for (JsonNode row : document.path("nodes")) {
            if (row.path("local").asBoolean()
                    && row.path("instance").asText().equals(segment.instance())) {
                return row;
            }
        }
        return document.path("nodes").path(-1);
    }

    /** The node's row about another. */
    public JsonNode peer(Segment segment, String node) {
        for (JsonNode row : document.path("nodes")) {
            if (row.path("node").asText().equals(node)
                    && row.path("instance").asText().equals(segment.instance())) {
                return row;
            }
        }
        return document.path("nodes").path(-1);
    }

    public boolean master() {
        return master(Segment.FIRST);
    }

    public boolean master(Segment segment) {
        return self(segment).path("role").asText().equals("MASTER")
                && self(segment).path("forwarding").asBoolean();
    }

    public boolean standby() {
        return standby(Segment.FIRST);
    }

    public boolean standby(Segment segment) {
        return self(segment).path("role").asText().equals("BACKUP");
    }

    /** Whether this standby could take over now without loss. */
    public boolean ready() {
        return ready(Segment.FIRST);
    }

    public boolean ready(Segment segment) {
        return self(segment).path("readiness").path("ready").asBoolean();
    }

    /** Codes of everything that is found wrong. */
    public List<String> findings() {
        List<String> codes = new ArrayList<>();
        for (JsonNode finding : document.path("verdict").path("findings")) {
            codes.add(finding.path("code").asText());
        }
        return codes;
    }

    /** Whether nothing is wrong that would make the next failover worse. */
    public boolean healthy() {
        return document.has("verdict") && HARMLESS.containsAll(findings());
    }

    /** The same where a node is missing on purpose. */
    public boolean healthyAlone() {
        return document.has("verdict")
                && findings().stream()
                        .allMatch(c -> HARMLESS.contains(c) || SOMEBODY_MISSING.contains(c));
    }
}
