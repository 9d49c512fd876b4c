package org.bridgewall.agent.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bridgewall.agent.config.AgentConfig;
import org.bridgewall.agent.config.PathConfig;
import org.bridgewall.agent.config.PeerConfig;
import org.bridgewall.agent.config.ReplicationConfig;
import org.bridgewall.agent.loop.FlowTables;
import org.bridgewall.agent.loop.IntakeSettings;
import org.bridgewall.agent.loop.ReplicationLoop;
import org.bridgewall.agent.loop.Rest;
import org.bridgewall.agent.loop.WarmStandby;
import org.bridgewall.agent.netlink.conntrack.ConntrackEvents;
import org.bridgewall.agent.netlink.conntrack.ConntrackLookup;
import org.bridgewall.agent.netlink.conntrack.PacedDump;
import org.bridgewall.sync.flow.FlowFilter;
import org.bridgewall.sync.netty.PolledTransport;
import org.bridgewall.sync.session.PeerLinks;
import org.bridgewall.sync.session.SessionConfig;
import org.bridgewall.sync.session.SyncNode;
import org.bridgewall.sync.session.SyncStatus;
import org.bridgewall.sync.wire.DatagramSeal;
import org.bridgewall.sync.wire.FrameKind;
import org.bridgewall.sync.wire.RefusalCounters;
import org.bridgewall.sync.wire.ReplicationMode;

/** The replication thread with its node, its paths and its view of the kernel. */
final class ReplicationModule extends AbstractModule {
    /** IPv6 header and UDP header, the larger of both families. */
    private static final int HEADER_BYTES = 48;

    /** The replication of this node, and its published status. */
    record Replication(
            ReplicationLoop loop, Supplier<SyncStatus> status, RefusalCounters refusals) {}

    /** The paths of replication, in the order of their indices. */
    private record Paths(
            List<PeerLinks> links, List<org.bridgewall.sync.netty.PathConfig> sockets) {

        static Paths of(AgentConfig config) {
            List<PeerLinks> links = new ArrayList<>();
            List<org.bridgewall.sync.netty.PathConfig> sockets = new ArrayList<>();
            for (PeerConfig peer : config.peers()) {
                List<String> names = new ArrayList<>();
                for (PathConfig path : peer.paths()) {
                    if (path.replication()) {
                        names.add(peer.node() + "/" + path.name());
                        sockets.add(
                                new org.bridgewall.sync.netty.PathConfig(
                                        names.getLast(),
                                        path.replicationLocal(),
                                        path.replicationRemote(),
                                        config.replication().receiveBufferBytes()));
                    }
                }
                if (!names.isEmpty()) {
                    links.add(new PeerLinks(peer.node(), names));
                }
            }
            return new Paths(links, sockets);
        }
    }

    @Provides
    @Singleton
    Replication replication(
            AgentConfig config,
            NodeIdentity identity,
            Seals seals,
            ConntrackEvents events,
            ConntrackLookup lookup,
            FlowTables tables,
            FlowFilter filter)
            throws IOException {
        ReplicationConfig replication = config.replication();
        Paths paths = Paths.of(config);
        PolledTransport transport = new PolledTransport(paths.sockets());
        SessionConfig session =
                SessionConfig.defaults(config.node(), identity.boot())
                        .with(change ->
                                change.software(Version.TEXT)
                                        .mode(mode(replication.mode()))
                                        .flushWindowNanos(replication.flushWindow().toNanos())
                                        .maxFrameBytes(
                                                replication.mtuBytes()
                                                        - HEADER_BYTES
                                                        - DatagramSeal.MAX_OVERHEAD_BYTES));
        SyncNode node =
                new SyncNode(
                        session,
                        identity.hashSeed(),
                        seals.of(FrameKind.REPLICATION),
                        paths.links(),
                        transport,
                        new SecureRandom(),
                        System.nanoTime());
        ReplicationLoop loop =
                new ReplicationLoop(
                        node,
                        events,
                        PacedDump.open(KernelModule.replicated(config, filter)),
                        lookup,
                        transport,
                        new IntakeSettings(
                                filter,
                                replication.nap().toNanos(),
                                replication.audit().toNanos(),
                                replication.eventBufferLimitBytes()),
                        Rest.open(),
                        tables::writes);
        return new Replication(loop, node::status, node.refusals());
    }

    /** A warm standby, where one is configured and flows are replicated at all. */
    record Warm(Optional<WarmStandby> standby) {}

    @Provides
    @Singleton
    Warm warm(AgentConfig config, Replication replication, FlowTables tables) {
        if (!KernelModule.standbyWrites(config)) {
            return new Warm(Optional.empty());
        }
        WarmStandby standby =
                new WarmStandby(replication.loop(), tables.of(KernelModule.WARM_STANDBY));
        standby.start();
        return new Warm(Optional.of(standby));
    }

    /** Without flows the hosts are still replicated, and reliably. */
    private static ReplicationMode mode(ReplicationConfig.Mode mode) {
        return switch (mode) {
            case FTFW, OFF -> ReplicationMode.FTFW;
            case ALARM -> ReplicationMode.ALARM;
            case NOTRACK -> ReplicationMode.NOTRACK;
        };
    }
}
