package org.bridgewall.agent.sysctl;

import java.util.List;
import org.bridgewall.agent.sysctl.Finding.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's settings, looked at again and again: somebody else's sysctl must not go unnoticed.
 *
 * <p>Thread rule: one thread looks, any reads.
 */
public final class SettingsWatch {
    private static final Logger log = LoggerFactory.getLogger(SettingsWatch.class);

    private final KernelSettings settings;
    private final boolean set;
    private volatile List<Finding> findings = List.of();

    /**
     * Takes a first look.
     *
     * @param set whether to mend what is wrong
     */
    public SettingsWatch(KernelSettings settings, boolean set) {
        this.settings = settings;
        this.set = set;
        look();
    }

    /** Looks, and mends where it may. What changed is logged. */
    public void look() {
        List<Finding> before = findings;
        List<Finding> now = set ? settings.apply() : settings.check();
        for (int i = 0; i < now.size(); i++) {
            tell(now.get(i), before.isEmpty() ? null : before.get(i));
        }
        findings = now;
    }

    private static void tell(Finding now, @Nullable Finding before) {
        if (now.verdict() == Verdict.FIXED) {
            log.warn("{} set to {}: {}", now.name(), now.found(), now.reason());
        } else if (now.isProblem() && (before == null || !before.isProblem())) {
            log.warn(
                    "{} is \"{}\" (expected: {}): {}",
                    now.name(),
                    now.found(),
                    now.expected(),
                    now.reason());
        }
    }

    /** What the last look found, one finding per setting. */
    public List<Finding> findings() {
        return findings;
    }

    /** The value of a setting as last seen, or -1 where it is no number or not there. */
    public long number(String name) {
        for (Finding finding : findings) {
            if (finding.name().equals(name) && finding.found().matches("[0-9]{1,18}")) {
                return Long.parseLong(finding.found());
            }
        }
        return -1;
    }
}
