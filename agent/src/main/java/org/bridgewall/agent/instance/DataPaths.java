package org.bridgewall.agent.instance;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.bridgewall.agent.bridge.BpduWatch;
import org.bridgewall.agent.bridge.PacketWire;
import org.bridgewall.agent.bridge.ProbeIdentity;
import org.bridgewall.agent.bridge.Relearn;
import org.bridgewall.agent.bridge.SilentWire;
import org.bridgewall.agent.bridge.WireListener;
import org.bridgewall.agent.bridge.WireTap;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.agent.gate.FenceChoice;
import org.bridgewall.agent.gate.Gate;
import org.bridgewall.agent.gate.GateOptions;
import org.bridgewall.agent.gate.Gates;
import org.bridgewall.agent.gate.LockedGate;
import org.bridgewall.agent.gate.SecondLock;
import org.bridgewall.agent.netlink.link.Links;
import org.bridgewall.agent.policy.PolicyKeeper;
import org.bridgewall.agent.stp.SpanningTree;
import org.bridgewall.agent.stp.StpGate;
import org.bridgewall.agent.vip.VipGate;
import org.bridgewall.agent.vip.VipKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the kernel ready for an instance in the order that is safe for its mode.
 *
 * <p>Thread rule: the starting thread.
 */
final class DataPaths {
    private static final Logger log = LoggerFactory.getLogger(DataPaths.class);
    private static final int WIRE_PRIORITY = 40;

    private final Policies policies;

    DataPaths(Policies policies) {
        this.policies = policies;
    }

    /** Makes the data path of an instance; frames cross no earlier than before. */
    DataPath make(InstanceConfig config, VipKeeper vips) throws IOException {
        return switch (config.mode()) {
            case MANAGED -> managed(config);
            case STP -> spanningTree(config);
            case NONE -> routed(config, vips);
        };
    }

    /** Policy, fence, enslave, up. */
    private DataPath managed(InstanceConfig config) throws IOException {
        PolicyKeeper policy = policies.standing(config);
        ProbeIdentity probes = new ProbeIdentity(config.ports().size(), new SecureRandom());
        Gate gate =
                Gates.install(
                        FenceChoice.valueOf(config.fence().name()),
                        new GateOptions(config.vrid(), config.ports(), probes));
        SecondLock lock = secondLock(config, gate.isOpen(System.nanoTime()));
        if (lock != null) {
            gate = new LockedGate(gate, lock);
        }
        log.info("{}: fence: {}", config.name(), gate.description());
        new BridgePorts(config.bridge(), config.ports())
                .join(lock == null ? Links.MANAGED_BRIDGE : Links.LOCKED_BRIDGE);
        if (lock != null) {
            lock.start();
        }
        BpduWatch bpdus = new BpduWatch();
        List<? extends WireTap> taps = gate.taps();
        return new DataPath(
                policy,
                gate,
                Relearn.open(config.vrid(), announced(config)),
                listener -> wire(config, probes, listener, bpdus::heard, taps),
                null,
                bpdus,
                policies.denySets(config),
                lock);
    }

    /**
     * Policy, spanning tree on, enslave, up: a port that comes up blocks until the tree is sure.
     */
    private DataPath spanningTree(InstanceConfig config) throws IOException {
        PolicyKeeper policy = policies.standing(config);
        ProbeIdentity probes = new ProbeIdentity(config.ports().size(), new SecureRandom());
        new BridgePorts(config.bridge(), config.ports()).join(Links.STP_BRIDGE);
        SpanningTree tree = SpanningTree.open(config.bridge(), config.uplink(), config.screened());
        return new DataPath(
                policy,
                new StpGate(tree),
                Relearn.open(config.vrid(), config.ports()),
                listener -> wire(config, probes, unlooking(listener), (_, _) -> {}, List.of()),
                tree,
                null,
                policies.denySets(config),
                null);
    }

    private DataPath routed(InstanceConfig config, VipKeeper vips) throws IOException {
        return new DataPath(
                policies.standing(config),
                new VipGate(vips),
                Relearn.open(config.vrid(), List.of()),
                _ -> new SilentWire(),
                null,
                null,
                null,
                null);
    }

    private static @Nullable SecondLock secondLock(InstanceConfig config, boolean open)
            throws IOException {
        if (config.secondLock() == InstanceConfig.SecondLock.OFF) {
            return null;
        }
        return switch (SecondLock.take(config.bridge(), config.ports(), open)) {
            case SecondLock.Outcome.Taken(SecondLock lock) -> lock;
            case SecondLock.Outcome.Refused(String why) -> {
                log.warn("{}: no second lock: {}", config.name(), why);
                yield null;
            }
        };
    }

    private static List<String> announced(InstanceConfig config) {
        return config.relearn() == InstanceConfig.Relearn.BOUNCE ? List.of() : config.ports();
    }

    private static PacketWire wire(
            InstanceConfig config,
            ProbeIdentity probes,
            WireListener listener,
            ObjLongConsumer<String> bpdus,
            List<? extends WireTap> taps)
            throws IOException {
        return PacketWire.open(
                config.vrid(), config.ports(), probes, listener, bpdus, taps, WIRE_PRIORITY);
    }

    /** Under a spanning tree the old path may stay open for long: that is no reason to wait. */
    private static WireListener unlooking(WireListener listener) {
        return (port, own, sentFrom, payload, nanos) -> {
            if (!own) {
                listener.frameReceived(port, false, sentFrom, payload, nanos);
            }
        };
    }
}
