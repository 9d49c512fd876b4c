package org.bridgewall.agent.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.FilterConfig;
import org.bridgewall.agent.config.ReplicationConfig;
import org.bridgewall.agent.instance.Policies;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.loop.FlowTables;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.FlowSelection;
import org.bridgewall.agent.state.StateDirectory;
import org.bridgewall.agent.sysctl.KernelSettings;
import org.bridgewall.agent.sysctl.SettingsWatch;
import org.bridgewall.agent.sysctl.Sysctl;
import org.bridgewall.sync.flow.AddressPrefix;
import org.bridgewall.sync.flow.FlowFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel's connection table: what is read of it, and what writes to it; and the policy. */
final class KernelModule extends AbstractModule {
    private static final Logger log = LoggerFactory.getLogger(KernelModule.class);

    /** Who writes beside the instances; none of those can have a name with a space. */
    static final String WARM_STANDBY = "warm standby";

    private static final org.bridgewall.agent.config.AddressPrefix LOOPBACK4 =
            new org.bridgewall.agent.config.AddressPrefix(InetAddress.ofLiteral("127.0.0.0"), 8);
    private static final org.bridgewall.agent.config.AddressPrefix LOOPBACK6 =
            new org.bridgewall.agent.config.AddressPrefix(InetAddress.ofLiteral("::1"), 128);

    /** The kernel's settings: looked at now, and later by the housekeeping. */
    @Provides
    @Singleton
    SettingsWatch settings(AgentConfig config) {
        return new SettingsWatch(
                new KernelSettings(Sysctl.ofKernel(), config.replication().receiveBufferBytes()),
                config.kernel().setSysctls());
    }

    /**
     * What is replicated: answered flows that pass this node, none that begin or end on it, since a
     * peer could do nothing with those.
     */
    @Provides
    @Singleton
    FlowFilter filter(AgentConfig config) throws SocketException {
        List<AddressPrefix> own = new ArrayList<>();
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : device.inetAddresses().toList()) {
                own.add(AddressPrefix.host(address.getAddress()));
            }
        }
        config.replication().ignore().forEach(prefix -> own.add(prefix(prefix)));
        own.add(prefix(LOOPBACK4));
        own.add(prefix(LOOPBACK6));
        FilterConfig filter = config.replication().filter();
        return new FlowSelection(
                filter.protocols(),
                filter.addresses().stream().map(KernelModule::prefix).toList(),
                own,
                filter.zones(),
                filter.tcpStates().stream().map(FilterConfig.TcpState::number).toList());
    }

    private static AddressPrefix prefix(org.bridgewall.agent.config.AddressPrefix prefix) {
        return new AddressPrefix(prefix.address().getAddress(), prefix.length());
    }

    @Provides
    @Singleton
    FlowTables tables(AgentConfig config, FlowFilter filter) throws LinuxException {
        List<String> owners = new ArrayList<>();
        config.instances().forEach(instance -> owners.add(instance.name()));
        if (standbyWrites(config)) {
            owners.add(WARM_STANDBY);
        }
        return FlowTables.open(owners, filter);
    }

    @Provides
    @Singleton
    ConntrackEvents events(AgentConfig config, FlowTables tables, FlowFilter filter)
            throws LinuxException {
        ConntrackEvents events =
                ConntrackEvents.open(
                        config.replication().eventBufferBytes(),
                        replicated(config, filter),
                        tables.portIds());
        if (config.replication().tap() == ReplicationConfig.Tap.AUTO
                && config.replication().mode() != ReplicationConfig.Mode.OFF) {
            try {
                events.tap(ConntrackEvents.DEFAULT_RING_BYTES);
            } catch (IOException e) {
                log.info("TCP connections are followed by the kernel's events: {}", e.getMessage());
            }
        }
        return events;
    }

    /** As soon as it is known who follows the connections: the policy says so to the kernel. */
    @Provides
    @Singleton
    Policies policies(AgentConfig config, StateDirectory disk, ConntrackEvents events)
            throws LinuxException {
        return new Policies(config.instances(), disk, events.tapped());
    }

    @Provides
    @Singleton
    ConntrackLookup lookup() throws LinuxException {
        return ConntrackLookup.open();
    }

    /** Whether the kernel of a standby follows its replica. */
    static boolean standbyWrites(AgentConfig config) {
        return config.replication().commit() == ReplicationConfig.Commit.WARM
                && config.replication().mode() != ReplicationConfig.Mode.OFF;
    }

    /** What is taken in: nothing with {@code replication.mode: off}. */
    static FlowFilter replicated(AgentConfig config, FlowFilter filter) {
        return config.replication().mode() == ReplicationConfig.Mode.OFF ? flow -> false : filter;
    }
}
