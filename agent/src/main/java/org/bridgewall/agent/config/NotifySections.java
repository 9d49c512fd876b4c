package org.bridgewall.agent.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The list {@code instances[].notify}. */
final class NotifySections {
    private static final Scalar<Duration> TIMEOUT =
            Durations.scalar(Duration.ofMillis(100), Duration.ofMinutes(10));

    private NotifySections() {}

    static List<NotifyConfig> read(Section instance, HostFacts host) {
        return instance.sections("notify", "a list of sections with run, timeout, on").stream()
                .map(section -> notify(section, host))
                .toList();
    }

    private static NotifyConfig notify(Section section, HostFacts host) {
        List<String> command = Programs.command(section, host);
        Duration timeout = section.optional("timeout", Defaults.NOTIFY_TIMEOUT, TIMEOUT);
        Set<NotifyConfig.State> on = EnumSet.noneOf(NotifyConfig.State.class);
        on.addAll(
                section.list(
                        "on",
                        List.copyOf(Defaults.NOTIFY_ON),
                        Scalar.word(NotifyConfig.State.class)));
        if (on.isEmpty()) {
            section.problem("on", "on: none (expected: at least one state)");
        }
        section.done();
        return new NotifyConfig(command, timeout, on);
    }
}
