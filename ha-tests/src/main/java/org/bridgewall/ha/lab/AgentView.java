package org.bridgewall.ha.lab;

import com.fasterxml.jackson.databind.JsonNode;
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
                    "REPLICATION_OFF",
                    "KERNEL_SETTING",
                    "STATE_UNSAVED");

    /** The verdict's code: {@code OK}, or that of the gravest finding. */
    public String verdict() {
        return document.path("verdict").path("code").asText("UNKNOWN");
    }

    public String verdictLine() {
        return verdict() + ": " + document.path("verdict").path("message").asText("");
    }

    /** The node's row about itself. */
    public JsonNode self() {
        for (JsonNode row : document.path("nodes")) {
            if (row.path("local").asBoolean()) {
                return row;
            }
        }
        return document.path("nodes").path(0);
    }

    public boolean master() {
        return self().path("role").asText().equals("MASTER")
                && self().path("forwarding").asBoolean();
    }

    public boolean standby() {
        return self().path("role").asText().equals("BACKUP");
    }

    /** Whether this standby could take over now without loss. */
    public boolean ready() {
        return self().path("readiness").path("ready").asBoolean();
    }

    /** Whether nothing is wrong that would make the next failover worse. */
    public boolean healthy() {
        for (JsonNode finding : document.path("verdict").path("findings")) {
            if (!HARMLESS.contains(finding.path("code").asText())) {
                return false;
            }
        }
        return document.has("verdict");
    }
}
