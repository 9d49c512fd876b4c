package org.bridgewall.core.election;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The commands of a script that change what the election is told once. */
final class ScriptRules {
    private static final long MILLI = 1_000_000L;

    private ScriptRules() {}

    static ElectionConfig change(
            ElectionConfig config, String[] words, Map<String, String> options) {
        HealthRules rules = config.health();
        return switch (words[0]) {
            case "rule" -> {
                List<TrackRule> tracks = new ArrayList<>(rules.tracks());
                tracks.add(new TrackRule(words[1], cost(options)));
                yield healthy(
                        config,
                        new HealthRules(
                                tracks, rules.groups(), rules.holdMaxNanos(), rules.decayNanos()));
            }
            case "group" -> {
                List<TrackGroup> groups = new ArrayList<>(rules.groups());
                groups.add(
                        new TrackGroup(
                                words[1],
                                List.of(options.getOrDefault("of", "").split(",", -1)),
                                Integer.parseInt(options.getOrDefault("required", "1")),
                                cost(options)));
                yield healthy(
                        config,
                        new HealthRules(
                                rules.tracks(), groups, rules.holdMaxNanos(), rules.decayNanos()));
            }
            default -> timers(config, options);
        };
    }

    static GroupPart others(Map<String, String> options) {
        String fault = options.get("fault");
        return new GroupPart(
                fault == null ? Map.of() : Map.of("inside", fault.replace('_', ' ')),
                options.containsKey("down"),
                Integer.parseInt(options.getOrDefault("delta", "0")));
    }

    private static TrackRule.Cost cost(Map<String, String> options) {
        if (options.containsKey("weight")) {
            return new TrackRule.Cost.Weight(Integer.parseInt(options.get("weight")));
        }
        if (options.containsKey("factor")) {
            return new TrackRule.Cost.Factor(Integer.parseInt(options.get("factor")));
        }
        return options.containsKey("nothing")
                ? new TrackRule.Cost.Nothing()
                : new TrackRule.Cost.Fault();
    }

    private static ElectionConfig healthy(ElectionConfig config, HealthRules rules) {
        return config.with(c -> c.health = rules);
    }

    private static ElectionConfig timers(ElectionConfig config, Map<String, String> options) {
        HealthRules rules = config.health();
        return config.with(c -> {
            c.priority = Integer.parseInt(options.getOrDefault("priority", "" + c.priority));
            c.advertNanos = nanos(options, "advert", c.advertNanos);
            c.leaseNanos = nanos(options, "lease", c.leaseNanos);
            c.renewNanos = nanos(options, "renew", c.renewNanos);
            c.loneAfterNanos = nanos(options, "lone", c.loneAfterNanos);
            c.startupNanos = nanos(options, "startup", c.startupNanos);
            c.preempt = options.containsKey("preempt");
            c.preemptDelayNanos = nanos(options, "delay", c.preemptDelayNanos);
            c.faultHoldNanos = nanos(options, "hold", c.faultHoldNanos);
            c.health =
                    new HealthRules(
                            rules.tracks(),
                            rules.groups(),
                            nanos(options, "max", rules.holdMaxNanos()),
                            nanos(options, "decay", rules.decayNanos()));
        });
    }

    private static long nanos(Map<String, String> options, String name, long fallback) {
        String text = options.get(name);
        return text == null ? fallback : Long.parseLong(text) * MILLI;
    }
}
