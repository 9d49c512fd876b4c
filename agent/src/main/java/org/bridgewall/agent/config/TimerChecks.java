package org.bridgewall.agent.config;

import java.time.Duration;

/** How the timers of one instance must stand to each other. */
final class TimerChecks {
    private TimerChecks() {}

    static void check(Section section, InstanceConfig config) {
        Duration lease = config.lease();
        Duration twice = config.advertInterval().multipliedBy(2);
        if (lease.compareTo(twice) <= 0) {
            section.problem(
                    "lease",
                    "lease: %s (expected: more than 2 x advert_interval = %s)"
                            .formatted(text(lease), text(twice)));
        }
        if (lease.compareTo(config.renewal().multipliedBy(2)) <= 0) {
            section.problem(
                    "renewal",
                    "renewal: the lease of %s does not outlive a missed one (expected: less than lease / 2 = %s)"
                            .formatted(text(lease), text(lease.dividedBy(2))));
        }
        Duration masterDown = config.masterDownInterval();
        if (lease.compareTo(masterDown) > 0) {
            section.warning(
                    "lease",
                    "lease: %s is longer than the master-down interval of %d ms: a standby will wait for it"
                            .formatted(text(lease), masterDown.toMillis()));
        }
        if (config.loneLease().compareTo(lease) < 0) {
            section.problem(
                    "lone_lease",
                    "lone_lease: %s (expected: at least the lease of %s)"
                            .formatted(text(config.loneLease()), text(lease)));
        }
        Duration surelyGone = masterDown.plus(lease);
        if (config.loneAfter().compareTo(surelyGone) < 0) {
            section.problem(
                    "lone_after",
                    "lone_after: %s (expected: at least master-down interval + lease = %d ms)"
                            .formatted(text(config.loneAfter()), surelyGone.toMillis() + 1));
        }
        config.startupDelay()
                .filter(delay -> delay.compareTo(masterDown) < 0)
                .ifPresent(delay ->
                        section.problem(
                                "startup_delay",
                                "startup_delay: %s (expected: auto, or at least the master-down interval of %d ms)"
                                        .formatted(text(delay), masterDown.toMillis() + 1)));
        if (config.faultHoldMax().compareTo(config.faultHold()) < 0) {
            section.problem(
                    "fault_hold_max",
                    "fault_hold_max: %s (expected: at least the fault_hold of %s)"
                            .formatted(text(config.faultHoldMax()), text(config.faultHold())));
        }
        if (!config.preempt() && !config.preemptDelay().isZero()) {
            section.warning("preempt_delay", "preempt_delay: has no effect while preempt is false");
        }
    }

    private static String text(Duration span) {
        return Durations.format(span);
    }
}
