package org.bridgewall.agent.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the instances of one sync group must have in common. */
final class SyncGroupChecks {
    private final Map<String, Member> first = new LinkedHashMap<>();
    private final Map<String, Integer> sizes = new LinkedHashMap<>();

    /** A member and where it stands in the file. */
    private record Member(Section section, InstanceConfig config) {}

    /** Takes an instance, and compares it with the first of its group. */
    void add(Section section, InstanceConfig config) {
        if (config.syncGroupPartial() && config.syncGroup().isEmpty()) {
            section.problem(
                    "sync_group_partial",
                    "sync_group_partial: true without sync_group (expected: both, or neither)");
        }
        config.syncGroup()
                .ifPresent(group -> {
                    sizes.merge(group, 1, Integer::sum);
                    Member other = first.putIfAbsent(group, new Member(section, config));
                    if (other != null) {
                        compare(section, config, other.config());
                    }
                });
    }

    private static void compare(Section section, InstanceConfig config, InstanceConfig other) {
        same(section, "priority", config.priority(), other.priority(), other.name());
        same(
                section,
                "sync_group_partial",
                config.syncGroupPartial(),
                other.syncGroupPartial(),
                other.name());
        same(section, "preempt", config.preempt(), other.preempt(), other.name());
        same(
                section,
                "preempt_delay",
                Durations.format(config.preemptDelay()),
                Durations.format(other.preemptDelay()),
                other.name());
    }

    /** Members that wanted different nodes would hand each other over for ever. */
    private static void same(
            Section section, String key, Object value, Object expected, String other) {
        if (!value.equals(expected)) {
            section.problem(
                    key,
                    "%s: %s in the sync group of %s (expected: %s, as there)"
                            .formatted(key, value, other, expected));
        }
    }

    /** To be called when all instances were taken. */
    void check() {
        first.forEach((group, member) -> {
            if (sizes.getOrDefault(group, 0) < 2) {
                member.section()
                        .problem(
                                "sync_group",
                                "sync_group: %s has one instance (expected: at least two)"
                                        .formatted(group));
            }
        });
    }
}
