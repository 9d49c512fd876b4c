package org.bridgewall.agent.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A configuration in the shape of its file, every default written out. Reading {@link #yaml} back
 * gives the same configuration. Pure.
 */
public final class ConfigView {
    private ConfigView() {}

    /** The file's text. */
    public static String yaml(AgentConfig config) {
        DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Dump(settings).dumpToString(tree(config));
    }

    /** Maps, lists, texts, numbers and flags, in the order of the example file. */
    public static Map<String, Object> tree(AgentConfig config) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("cluster", config.cluster());
        tree.put("node", config.node());
        tree.put("state_dir", config.stateDirectory().toString());
        tree.put(
                "security",
                switch (config.security()) {
                    case SecurityConfig.PreSharedKey(var file) ->
                            Map.of("key_file", file.toString());
                    case SecurityConfig.None() -> "none";
                });
        Map<String, Object> admin = section(tree, "admin");
        admin.put("socket", config.admin().socket().toString());
        admin.put("group", config.admin().group());
        admin.put("http", config.admin().http().map(Addresses::format).orElse("none"));
        tree.put("zookeeper", config.zookeeper().<Object>map(ConfigView::zookeeper).orElse("none"));
        tree.put("peers", config.peers().stream().map(ConfigView::peer).toList());
        replication(section(tree, "replication"), config.replication());
        section(tree, "kernel").put("set_sysctls", config.kernel().setSysctls());
        tree.put("instances", config.instances().stream().map(ConfigView::instance).toList());
        return tree;
    }

    private static Map<String, Object> section(Map<String, Object> tree, String key) {
        Map<String, Object> section = new LinkedHashMap<>();
        tree.put(key, section);
        return section;
    }

    private static Map<String, Object> zookeeper(ZooKeeperConfig config) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("connect", config.connect());
        tree.put("path", config.path());
        tree.put("session_timeout", Durations.format(config.sessionTimeout()));
        return tree;
    }

    private static Map<String, Object> peer(PeerConfig peer) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("node", peer.node());
        tree.put("paths", peer.paths().stream().map(ConfigView::path).toList());
        return tree;
    }

    private static Map<String, Object> path(PathConfig path) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", path.name());
        tree.put("local", Addresses.format(path.local()));
        tree.put("remote", Addresses.format(path.remote()));
        tree.put("replication", path.replication());
        return tree;
    }

    private static void replication(Map<String, Object> tree, ReplicationConfig config) {
        tree.put("mode", Scalar.written(config.mode()));
        tree.put("flush_window", Durations.format(config.flushWindow()));
        tree.put("mtu", config.mtuBytes());
        tree.put("receive_buffer", config.receiveBufferBytes());
        tree.put("event_buffer", config.eventBufferBytes());
        tree.put("event_buffer_limit", config.eventBufferLimitBytes());
        tree.put("audit", config.audit().isZero() ? "off" : Durations.format(config.audit()));
        tree.put("ignore", config.ignore().stream().map(AddressPrefix::toString).toList());
        filter(section(tree, "filter"), config.filter());
        tree.put("nap", Durations.format(config.nap()));
        tree.put("commit", Scalar.written(config.commit()));
        tree.put("tap", Scalar.written(config.tap()));
    }

    private static void filter(Map<String, Object> tree, FilterConfig config) {
        tree.put("protocols", config.protocols().stream().map(FilterConfig::protocol).toList());
        tree.put("addresses", config.addresses().stream().map(AddressPrefix::toString).toList());
        tree.put("zones", config.zones());
        tree.put("tcp_states", config.tcpStates().stream().map(Scalar::written).toList());
    }

    private static Map<String, Object> instance(InstanceConfig config) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", config.name());
        tree.put("vrid", config.vrid());
        tree.put("mode", Scalar.written(config.mode()));
        if (config.mode() != InstanceConfig.Mode.NONE) {
            tree.put("bridge", config.bridge());
            tree.put("uplink", config.uplink());
            tree.put("screened", config.screened());
        }
        tree.put("priority", config.priority());
        tree.put("advert_interval", Durations.format(config.advertInterval()));
        tree.put("lease", Durations.format(config.lease()));
        tree.put("renewal", Durations.format(config.renewal()));
        tree.put("lone_lease", Durations.format(config.loneLease()));
        tree.put("lone_after", Durations.format(config.loneAfter()));
        tree.put("startup_delay", config.startupDelay().map(Durations::format).orElse("auto"));
        tree.put("preempt", config.preempt());
        tree.put("preempt_delay", Durations.format(config.preemptDelay()));
        tree.put("fault_hold", Durations.format(config.faultHold()));
        tree.put("fence", Scalar.written(config.fence()));
        tree.put("second_lock", Scalar.written(config.secondLock()));
        tree.put("on_stop", Scalar.written(config.onStop()));
        tree.put("bpdu", Scalar.written(config.bpdu()));
        tree.put("relearn", Scalar.written(config.relearn()));
        tree.put("unproven_delay", Durations.format(config.unprovenDelay()));
        tree.put("commit_timeout", Durations.format(config.commitTimeout()));
        tree.put("vips", vips(config.vips()));
        config.conntrackZone().ifPresent(zone -> tree.put("conntrack_zone", zone));
        tree.put("witness", Scalar.written(config.witness().source()));
        tree.put("witness_unreachable", Scalar.written(config.witness().unreachable()));
        tree.put("witness_timeout", Durations.format(config.witness().timeout()));
        tree.put("fault_hold_max", Durations.format(config.faultHoldMax()));
        tree.put("fault_decay", Durations.format(config.faultDecay()));
        tree.put("track", TrackView.tree(config.track()));
        config.syncGroup()
                .ifPresent(group -> {
                    tree.put("sync_group", group);
                    tree.put("sync_group_partial", config.syncGroupPartial());
                });
        tree.put("notify", config.hooks().stream().map(TrackView::notify).toList());
        return tree;
    }

    private static List<Map<String, String>> vips(List<VipConfig> vips) {
        return vips.stream()
                .map(vip -> Map.of("address", vip.address().toString(), "dev", vip.device()))
                .toList();
    }
}
