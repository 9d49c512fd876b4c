package org.bridgewall.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The list {@code instances}, with the checks that span several of them. */
final class InstanceSections {
    private static final Scalar<Duration> SPAN =
            Durations.scalar(Duration.ZERO, Duration.ofDays(1));

    private final HostFacts host;
    private final List<String> names = new ArrayList<>();
    private final List<Integer> vrids = new ArrayList<>();
    private final List<Integer> zones = new ArrayList<>();
    private final List<String> bridges = new ArrayList<>();
    private final List<String> ports = new ArrayList<>();
    private final SyncGroupChecks groups = new SyncGroupChecks();

    private InstanceSections(HostFacts host) {
        this.host = host;
    }

    static List<InstanceConfig> read(Section file, HostFacts host) {
        InstanceSections instances = new InstanceSections(host);
        String expected = "a list of sections with name, vrid, bridge, uplink, screened";
        if (!file.has("instances")) {
            file.problem("instances", file.missing("instances", expected));
            return List.of();
        }
        List<Section> sections = file.sections("instances", expected);
        if (sections.isEmpty()) {
            file.problem("instances", "instances: none (expected: at least one)");
        }
        for (Section section : sections) {
            if (sections.size() > 1 && !section.has("conntrack_zone")) {
                section.problem(
                        "conntrack_zone",
                        section.missing(
                                "conntrack_zone",
                                "1..65535, another for each instance: the kernel has one table"));
            }
        }
        List<InstanceConfig> all = sections.stream().map(instances::instance).toList();
        instances.groups.check();
        return all;
    }

    private InstanceConfig instance(Section section) {
        String name = section.required("name", "", Names.INSTANCE);
        if (!name.isEmpty()) {
            AgentSection.unique(names, name, section, "name", "instances");
        }
        int vrid = section.required("vrid", 0, Scalar.integer(1, 255));
        if (vrid != 0) {
            AgentSection.unique(vrids, vrid, section, "vrid", "instances");
        }
        InstanceConfig.Mode mode =
                section.optional("mode", Defaults.MODE, Scalar.word(InstanceConfig.Mode.class));
        boolean routed = mode == InstanceConfig.Mode.NONE;
        Duration advert =
                section.optional(
                        "advert_interval",
                        routed ? Defaults.ROUTED_ADVERT_INTERVAL : Defaults.BRIDGE_ADVERT_INTERVAL,
                        Durations.scalar(Duration.ofMillis(20), Duration.ofSeconds(40)));
        Duration hold = section.optional("fault_hold", Defaults.FAULT_HOLD, SPAN);
        List<String> before = List.copyOf(ports);
        Duration lease =
                section.optional(
                        "lease",
                        advert.multipliedBy(Defaults.LEASE_HALF_INTERVALS).dividedBy(2),
                        Durations.scalar(Duration.ofMillis(41), Duration.ofMinutes(5)));
        InstanceConfig config =
                new InstanceConfig(
                        name,
                        vrid,
                        mode,
                        routed ? noBridge(section, "bridge") : bridge(section),
                        routed ? noBridge(section, "uplink") : port(section, "uplink"),
                        routed ? noScreened(section) : screened(section),
                        section.optional("priority", Defaults.PRIORITY, Scalar.integer(1, 255)),
                        advert,
                        lease,
                        section.optional(
                                "renewal",
                                Defaults.renewal(advert, lease),
                                Durations.scalar(Duration.ofMillis(5), Duration.ofMinutes(2))),
                        section.optional("lone_lease", Defaults.LONE_LEASE, SPAN),
                        section.optional("lone_after", Defaults.loneAfter(advert, lease), SPAN),
                        startupDelay(section),
                        section.optional("preempt", Defaults.PREEMPT, Scalar.FLAG),
                        section.optional("preempt_delay", Defaults.PREEMPT_DELAY, SPAN),
                        hold,
                        section.optional(
                                "fence", Defaults.FENCE, Scalar.word(InstanceConfig.Fence.class)),
                        section.optional(
                                "on_stop",
                                Defaults.ON_STOP,
                                Scalar.word(InstanceConfig.OnStop.class)),
                        section.optional(
                                "bpdu", Defaults.BPDU, Scalar.word(InstanceConfig.Bpdu.class)),
                        section.optional(
                                "relearn",
                                Defaults.RELEARN,
                                Scalar.word(InstanceConfig.Relearn.class)),
                        section.optional("unproven_delay", Defaults.UNPROVEN_DELAY, SPAN),
                        section.optional(
                                "commit_timeout",
                                Defaults.COMMIT_TIMEOUT,
                                Durations.scalar(Duration.ofMillis(100), Duration.ofMinutes(10))),
                        vips(section),
                        conntrackZone(section),
                        witness(section, mode),
                        section.optional(
                                "second_lock",
                                Defaults.SECOND_LOCK,
                                Scalar.word(InstanceConfig.SecondLock.class)),
                        section.optional("fault_hold_max", Defaults.faultHoldMax(hold), SPAN),
                        section.optional(
                                "fault_decay",
                                Defaults.FAULT_DECAY,
                                Durations.scalar(Duration.ofSeconds(1), Duration.ofDays(1))),
                        TrackSections.read(section, host, own(before)),
                        section.has("sync_group")
                                ? Optional.of(section.required("sync_group", "", Names.INSTANCE))
                                : Optional.empty(),
                        section.optional(
                                "sync_group_partial", Defaults.SYNC_GROUP_PARTIAL, Scalar.FLAG),
                        NotifySections.read(section, host));
        if (routed && config.vips().isEmpty()) {
            section.problem("vips", "vips: none (expected: at least one in mode none)");
        }
        boolean passes =
                mode != InstanceConfig.Mode.MANAGED || config.bpdu() == InstanceConfig.Bpdu.PASS;
        if (config.secondLock() == InstanceConfig.SecondLock.AUTO && passes) {
            section.problem(
                    "second_lock",
                    "second_lock: auto (expected: off but in mode managed with bpdu: drop; a bridge so locked passes no BPDU)");
        }
        TimerChecks.check(section, config);
        groups.add(section, config);
        section.done();
        return config;
    }

    /** The data ports that this instance has added. */
    private List<String> own(List<String> before) {
        return ports.stream().filter(port -> !before.contains(port)).toList();
    }

    private String bridge(Section section) {
        String bridge = existing(section, "bridge");
        if (!bridge.isEmpty()) {
            AgentSection.unique(bridges, bridge, section, "bridge", "instances");
        }
        return bridge;
    }

    private String port(Section section, String key) {
        String port = existing(section, key);
        if (!port.isEmpty()) {
            AgentSection.unique(ports, port, section, key, "instances");
        }
        return port;
    }

    private String existing(Section section, String key) {
        String name = section.required(key, "", Names.INTERFACE);
        checkExists(section, key, name);
        return name;
    }

    private void checkExists(Section section, String key, String name) {
        if (!name.isEmpty() && !host.interfaceExists(name)) {
            section.problem(
                    key,
                    "%s: \"%s\" is no interface here (expected: an existing interface)"
                            .formatted(key, name));
        }
    }

    private List<String> screened(Section section) {
        if (!section.has("screened")) {
            section.problem("screened", section.missing("screened", "a list of interfaces"));
        }
        List<String> screened = section.list("screened", List.of(), Names.INTERFACE);
        if (section.has("screened") && screened.isEmpty()) {
            section.problem("screened", "screened: none (expected: at least one interface)");
        }
        for (String port : screened) {
            checkExists(section, "screened", port);
            AgentSection.unique(ports, port, section, "screened", "instances");
        }
        return screened;
    }

    private static String noBridge(Section section, String key) {
        if (section.has(key)) {
            section.problem(key, key + ": given in mode none (expected: no bridge in this mode)");
        }
        return "";
    }

    private static List<String> noScreened(Section section) {
        noBridge(section, "screened");
        return List.of();
    }

    private Optional<Integer> conntrackZone(Section section) {
        if (!section.has("conntrack_zone")) {
            return Optional.empty();
        }
        int zone = section.required("conntrack_zone", 0, Scalar.integer(1, 65_535));
        AgentSection.unique(zones, zone, section, "conntrack_zone", "instances");
        return Optional.of(zone);
    }

    private static WitnessConfig witness(Section section, InstanceConfig.Mode mode) {
        WitnessConfig witness =
                new WitnessConfig(
                        section.optional(
                                "witness",
                                Defaults.WITNESS,
                                Scalar.word(WitnessConfig.Source.class)),
                        section.optional(
                                "witness_unreachable",
                                Defaults.WITNESS_UNREACHABLE,
                                Scalar.word(WitnessConfig.Unreachable.class)),
                        section.optional(
                                "witness_timeout",
                                Defaults.WITNESS_TIMEOUT,
                                Durations.scalar(Duration.ofMillis(10), Duration.ofSeconds(30))));
        if (witness.asked() && mode == InstanceConfig.Mode.STP) {
            section.problem(
                    "witness",
                    "witness: zookeeper in mode stp (expected: off, the spanning tree decides there)");
        }
        return witness;
    }

    private static Optional<Duration> startupDelay(Section section) {
        if (!section.has("startup_delay") || section.is("startup_delay", "auto")) {
            return Optional.empty();
        }
        Scalar<Duration> scalar = SPAN.where("auto, or " + SPAN.expected(), _ -> true);
        return Optional.of(section.required("startup_delay", Duration.ZERO, scalar));
    }

    private List<VipConfig> vips(Section section) {
        List<AddressPrefix> seen = new ArrayList<>();
        return section.sections("vips", "a list of sections with address and dev").stream()
                .map(vip -> vip(vip, seen))
                .toList();
    }

    private VipConfig vip(Section section, List<AddressPrefix> seen) {
        AddressPrefix standIn = Defaults.IGNORE.getFirst();
        AddressPrefix address = section.required("address", standIn, Addresses.PREFIX);
        if (!address.equals(standIn)) {
            AgentSection.unique(seen, address, section, "address", "vips");
        }
        String device = existing(section, "dev");
        if (ports.contains(device)) {
            section.problem(
                    "dev",
                    "dev: %s is a port of the bridge (expected: an interface off the fenced bridge)"
                            .formatted(device));
        }
        section.done();
        return new VipConfig(address, device);
    }
}
