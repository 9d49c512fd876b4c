package org.bridgewall.agent.sysctl;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.sysctl.Finding.Verdict;

/**
 * The kernel settings that the product rests on, for one network namespace ({@code
 * Documentation/networking/nf_conntrack-sysctl.rst}, {@code net/bridge/br_netfilter_hooks.c}).
 *
 * <p>Neither method throws: what cannot be read or set is a finding.
 *
 * <p>Thread rule: any thread, in the namespace meant.
 */
public final class KernelSettings {
    private static final List<Setting> SETTINGS =
            List.of(
                    new Setting(
                            "net.netfilter.nf_conntrack_events",
                            "1",
                            "with 2, flows born before a listener never report their end"),
                    new Setting(
                            "net.netfilter.nf_conntrack_tcp_loose",
                            "0",
                            "with 1, a connection without replicated state is picked up midway"),
                    new Setting(
                            "net.netfilter.nf_conntrack_tcp_be_liberal",
                            "1",
                            "with 0, bulk flows die after a takeover: their windows have moved"),
                    new Setting(
                            "net.bridge.bridge-nf-call-iptables",
                            "1",
                            "with 0, bridged IPv4 is neither tracked nor filtered"),
                    new Setting(
                            "net.bridge.bridge-nf-call-ip6tables",
                            "1",
                            "with 0, bridged IPv6 is neither tracked nor filtered"),
                    new Setting(
                            "net.bridge.bridge-nf-filter-vlan-tagged",
                            "1",
                            "with 0, tagged frames pass the IP rules by"),
                    new Setting("net.netfilter.nf_conntrack_max", "", "flows that fit"),
                    new Setting("net.netfilter.nf_conntrack_buckets", "", "size of the hash table"),
                    new Setting("net.netfilter.nf_conntrack_acct", "", "counters per flow"),
                    new Setting("net.netfilter.nf_conntrack_timestamp", "", "times per flow"));

    private final Sysctl sysctl;
    private final List<Setting> settings;

    public KernelSettings(Sysctl sysctl) {
        this(sysctl, 0);
    }

    /**
     * Settings for an agent whose sockets ask for a receive buffer.
     *
     * @param receiveBufferBytes without more rights the kernel gives no more than {@code rmem_max}
     */
    public KernelSettings(Sysctl sysctl, int receiveBufferBytes) {
        this.sysctl = sysctl;
        this.settings = new ArrayList<>(SETTINGS);
        if (receiveBufferBytes > 0) {
            settings.add(
                    new Setting(
                            "net.core.rmem_max",
                            Integer.toString(receiveBufferBytes),
                            "with less, the sockets of replication.receive_buffer get less",
                            true));
        }
    }

    /**
     * @param expected empty: any value will do
     * @param atLeast whether more than expected is right, too; the kernels that hide such a setting
     *     in a network namespace of its own are believed
     */
    private record Setting(String name, String expected, String reason, boolean atLeast) {
        Setting(String name, String expected, String reason) {
            this(name, expected, reason, false);
        }

        boolean holds(String found) {
            if (!atLeast) {
                return found.equals(expected);
            }
            try {
                return Long.parseLong(found) >= Long.parseLong(expected);
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }

    /** Looks, changes nothing. One finding per setting, in a fixed order. */
    public List<Finding> check() {
        return settings.stream().map(this::look).toList();
    }

    /** Sets what is not as it should be, and reads it back. */
    public List<Finding> apply() {
        return settings.stream().map(this::fix).toList();
    }

    private Finding look(Setting setting) {
        try {
            String found = sysctl.read(setting.name());
            Verdict verdict =
                    setting.expected().isEmpty()
                            ? Verdict.REPORTED
                            : setting.holds(found) ? Verdict.RIGHT : Verdict.WRONG;
            return finding(setting, found, verdict, setting.reason());
        } catch (NoSuchFileException e) {
            if (setting.atLeast()) {
                return finding(setting, "", Verdict.REPORTED, "not to be seen from here");
            }
            return finding(
                    setting,
                    "",
                    Verdict.ABSENT,
                    "this kernel does not have it (" + module(setting) + ")");
        } catch (IOException e) {
            return finding(setting, "", Verdict.WRONG, "cannot be read: " + e.getMessage());
        }
    }

    private Finding fix(Setting setting) {
        Finding before = look(setting);
        if (before.verdict() != Verdict.WRONG) {
            return before;
        }
        try {
            sysctl.write(setting.name(), setting.expected());
        } catch (IOException e) {
            return finding(
                    setting, before.found(), Verdict.WRONG, "cannot be set: " + e.getMessage());
        }
        Finding after = look(setting);
        return after.verdict() == Verdict.RIGHT
                ? finding(setting, after.found(), Verdict.FIXED, "was " + before.found())
                : after;
    }

    private static String module(Setting setting) {
        return setting.name().startsWith("net.bridge.")
                ? "module br_netfilter not loaded?"
                : "module nf_conntrack not loaded?";
    }

    private static Finding finding(Setting s, String found, Verdict verdict, String reason) {
        return new Finding(s.name(), s.expected(), found, verdict, reason);
    }
}
