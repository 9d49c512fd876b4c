package org.bridgewall.agent.instance;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.bridgewall.agent.config.InstanceConfig;
import org.bridgewall.agent.linux.LinuxException;
import org.bridgewall.agent.nftables.DenySets;
import org.bridgewall.agent.nftables.InstancePorts;
import org.bridgewall.agent.nftables.NftPolicy;
import org.bridgewall.agent.nftables.NftProgram;
import org.bridgewall.agent.nftables.PolicyKernel;
import org.bridgewall.agent.nftables.RoutedPair;
import org.bridgewall.agent.nftables.RulesetGeneration;
import org.bridgewall.agent.policy.PolicyKeeper;
import org.bridgewall.agent.state.StateDirectory;

/**
 * The policies of a node's instances. From the moment this is made they are on their way into the
 * kernel, all at once: that takes several runs of {@code nft}, and the start has other work.
 *
 * <p>Thread rule: the starting thread.
 */
public final class Policies {
    private static final NftProgram NFT = new NftProgram(List.of("nft"), Duration.ofSeconds(30));

    /** One on its way. */
    private record Restoring(PolicyKeeper keeper, CompletableFuture<Void> done) {}

    private final boolean tapped;
    private final Map<String, Restoring> all = new HashMap<>();

    /**
     * Begins to restore.
     *
     * @param tapped whether TCP connections are followed without the kernel's events
     */
    public Policies(List<InstanceConfig> configs, StateDirectory disk, boolean tapped)
            throws LinuxException {
        this.tapped = tapped;
        for (InstanceConfig config : configs) {
            PolicyKeeper keeper = new PolicyKeeper(config.name(), kernel(config), disk);
            CompletableFuture<Void> done =
                    config.mode() == InstanceConfig.Mode.NONE
                            ? CompletableFuture.completedFuture(null)
                            : keeper.restore();
            all.put(config.name(), new Restoring(keeper, done));
        }
    }

    /** Waits until the kernel holds what could be restored. */
    PolicyKeeper standing(InstanceConfig config) {
        Restoring one = Objects.requireNonNull(all.get(config.name()));
        one.done().join();
        return one.keeper();
    }

    DenySets denySets(InstanceConfig config) throws IOException {
        return DenySets.open(NFT, ports(config).table());
    }

    private PolicyKernel kernel(InstanceConfig config) throws LinuxException {
        return config.mode() == InstanceConfig.Mode.NONE
                ? new RoutedPair(config.name())
                : new NftPolicy(NFT, ports(config), RulesetGeneration.open());
    }

    private InstancePorts ports(InstanceConfig config) {
        return new InstancePorts(
                config.name(),
                config.bridge(),
                config.uplink(),
                config.screened(),
                config.conntrackZone().orElse(0),
                bpdus(config),
                tapped);
    }

    private static InstancePorts.Bpdus bpdus(InstanceConfig config) {
        if (config.mode() == InstanceConfig.Mode.STP) {
            return InstancePorts.Bpdus.LOCAL;
        }
        return config.bpdu() == InstanceConfig.Bpdu.PASS
                ? InstancePorts.Bpdus.PASS
                : InstancePorts.Bpdus.DROP;
    }
}
