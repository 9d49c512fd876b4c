package org.bridgewall.agent.config;

import java.util.ArrayList;
import java.util.List;

/** What the configuration language knows and this version does not do: said, never ignored. */
public final class NotBuilt {
    private NotBuilt() {}

    /** One line for each value that this version refuses; empty: it does all that is asked. */
    public static List<String> in(AgentConfig config) {
        List<String> lines = new ArrayList<>();
        for (InstanceConfig instance : config.instances()) {
            String at = "instance " + instance.name() + ": ";
            if (instance.mode() != InstanceConfig.Mode.MANAGED) {
                lines.add(at + "mode: " + instance.mode() + " (expected: managed)");
            }
            if (instance.bpdu() != InstanceConfig.Bpdu.DROP) {
                lines.add(at + "bpdu: pass (expected: drop)");
            }
            if (instance.relearn() != InstanceConfig.Relearn.ANNOUNCE) {
                lines.add(at + "relearn: " + instance.relearn() + " (expected: announce)");
            }
            if (!instance.vips().isEmpty()) {
                lines.add(at + "vips (expected: none in this version)");
            }
        }
        return lines;
    }
}
