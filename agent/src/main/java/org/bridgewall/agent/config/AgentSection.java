package org.bridgewall.agent.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The whole file: the sections that stand once. */
final class AgentSection {
    private AgentSection() {}

    static AgentConfig read(Section file, HostFacts host) {
        String node = file.required("node", "", Names.NAME);
        AgentConfig config =
                new AgentConfig(
                        file.required("cluster", "", Names.NAME),
                        node,
                        file.optional("state_dir", Defaults.STATE_DIRECTORY, Names.FILE),
                        security(file, host),
                        admin(file.section("admin", "a section with socket, group, http"), host),
                        zookeeper(file),
                        PeerSections.read(file, node),
                        replication(file.section("replication", "a section")),
                        kernel(file.section("kernel", "a section")),
                        InstanceSections.read(file, host));
        warmCommit(file, config);
        witness(file, config);
        file.done();
        return config;
    }

    /** A warm standby follows the whole node, whose role must be one. */
    private static void warmCommit(Section file, AgentConfig config) {
        boolean tree =
                config.instances().stream().anyMatch(i -> i.mode() == InstanceConfig.Mode.STP);
        if (config.replication().commit() == ReplicationConfig.Commit.WARM
                && (tree || config.instances().size() > 1)) {
            file.problem(
                    "replication",
                    "commit: warm (expected: on-promotion with several instances or mode stp)");
        }
    }

    /** Who asks the cluster store must have one. */
    private static void witness(Section file, AgentConfig config) {
        boolean asked = config.instances().stream().anyMatch(i -> i.witness().asked());
        if (asked && file.is("zookeeper", "none")) {
            file.problem(
                    "zookeeper",
                    "zookeeper: none (expected: a section with connect and path, for witness: zookeeper)");
        }
    }

    private static SecurityConfig security(Section file, HostFacts host) {
        String expected = "a section with key_file, or none";
        if (file.is("security", "none")) {
            file.warning(
                    "security", "datagrams between the nodes are neither encrypted nor signed");
            return new SecurityConfig.None();
        }
        if (!file.has("security")) {
            file.problem("security", file.missing("security", expected));
            return new SecurityConfig.None();
        }
        Section section = file.section("security", expected);
        Path key = section.required("key_file", Path.of("/"), Names.FILE);
        if (!key.equals(Path.of("/"))) {
            host.keyFileProblem(key)
                    .ifPresent(why -> section.problem("key_file", "key_file: " + key + " " + why));
        }
        section.done();
        return new SecurityConfig.PreSharedKey(key);
    }

    private static AdminConfig admin(Section section, HostFacts host) {
        String group = section.optional("group", Defaults.GROUP, Names.GROUP);
        if (!host.groupExists(group)) {
            section.problem(
                    "group",
                    "group: \"%s\" is no group of this machine (expected: an existing group; create it: groupadd --system %s)"
                            .formatted(group, group));
        }
        Optional<InetSocketAddress> http = Optional.empty();
        if (section.has("http") && !section.is("http", "none")) {
            InetSocketAddress standIn = new InetSocketAddress(0);
            InetSocketAddress address =
                    section.required(
                            "http",
                            standIn,
                            Addresses.ENDPOINT.where(
                                    "none, or an address and port such as 127.0.0.1:9870",
                                    _ -> true));
            if (!address.equals(standIn) && !address.getAddress().isLoopbackAddress()) {
                section.warning(
                        "http",
                        "http: %s: whoever reaches this address can read the status"
                                .formatted(Addresses.format(address)));
            }
            http = Optional.of(address);
        }
        Path socket = section.optional("socket", Defaults.SOCKET, Names.FILE);
        // struct sockaddr_un, unix(7): 108 bytes with the final zero, and the server adds a suffix.
        if (socket.toString().length() > 96) {
            section.problem("socket", "socket: path too long (expected: at most 96 characters)");
        }
        section.done();
        return new AdminConfig(socket, group, http);
    }

    private static Optional<ZooKeeperConfig> zookeeper(Section file) {
        String expected = "a section with connect and path, or none";
        if (file.is("zookeeper", "none")) {
            return Optional.empty();
        }
        if (!file.has("zookeeper")) {
            file.problem("zookeeper", file.missing("zookeeper", expected));
            return Optional.empty();
        }
        Section section = file.section("zookeeper", expected);
        ZooKeeperConfig config =
                new ZooKeeperConfig(
                        section.required("connect", "", Names.CONNECT),
                        section.required("path", "", Names.ZNODE),
                        section.optional(
                                "session_timeout",
                                Defaults.ZOOKEEPER_SESSION,
                                Durations.scalar(Duration.ofSeconds(1), Duration.ofMinutes(10))));
        section.done();
        return Optional.of(config);
    }

    private static ReplicationConfig replication(Section section) {
        // 1280: the least of IPv6 (RFC 8200 section 5), in which every record fits; 9000: jumbo
        // frames.
        int eventBuffer =
                section.optional(
                        "event_buffer", Defaults.EVENT_BUFFER_BYTES, Sizes.bytes(64 << 10));
        ReplicationConfig config =
                new ReplicationConfig(
                        section.optional(
                                "mode",
                                Defaults.REPLICATION_MODE,
                                Scalar.word(ReplicationConfig.Mode.class)),
                        section.optional(
                                "flush_window",
                                Defaults.FLUSH_WINDOW,
                                Durations.scalar(Duration.ZERO, Duration.ofSeconds(10))),
                        section.optional("mtu", Defaults.MTU_BYTES, Scalar.integer(1280, 9000)),
                        section.optional(
                                "receive_buffer",
                                Defaults.RECEIVE_BUFFER_BYTES,
                                Sizes.bytes(64 << 10)),
                        eventBuffer,
                        section.optional(
                                "event_buffer_limit",
                                Math.max(Defaults.EVENT_BUFFER_LIMIT_BYTES, eventBuffer),
                                Sizes.bytes(64 << 10)),
                        section.is("audit", "off")
                                ? Duration.ZERO
                                : section.optional(
                                        "audit",
                                        Defaults.AUDIT,
                                        Durations.scalar(Duration.ZERO, Duration.ofDays(1))),
                        section.list("ignore", Defaults.IGNORE, Addresses.PREFIX),
                        FilterConfig.read(
                                section.section(
                                        "filter",
                                        "a section with protocols, addresses, zones, tcp_states")),
                        section.optional(
                                "nap",
                                Defaults.NAP,
                                Durations.scalar(Duration.ZERO, Duration.ofMillis(50))),
                        section.optional(
                                "commit",
                                Defaults.COMMIT,
                                Scalar.word(ReplicationConfig.Commit.class)),
                        section.optional(
                                "tap", Defaults.TAP, Scalar.word(ReplicationConfig.Tap.class)));
        if (config.eventBufferLimitBytes() < config.eventBufferBytes()) {
            section.problem(
                    "event_buffer_limit",
                    "event_buffer_limit: %d bytes (expected: at least event_buffer, %d bytes)"
                            .formatted(config.eventBufferLimitBytes(), config.eventBufferBytes()));
        }
        if (config.mode() == ReplicationConfig.Mode.OFF) {
            section.warning("mode", "mode: off: a failover will cut every established connection");
        }
        section.done();
        return config;
    }

    private static KernelConfig kernel(Section section) {
        KernelConfig config =
                new KernelConfig(
                        section.optional("set_sysctls", Defaults.SET_SYSCTLS, Scalar.FLAG));
        section.done();
        return config;
    }

    static <T> void unique(List<T> seen, T value, Section section, String key, String where) {
        if (seen.contains(value)) {
            section.problem(
                    key,
                    "%s: %s is used twice in %s (expected: once)".formatted(key, value, where));
        }
        seen.add(value);
    }
}
